import Foundation
import Journal
import TestSupport
import Testing

private let anchor = "anchor acme anchors/acme.pem\n"

/// A reload that goes wrong leaves everything as it was: who is here stays, who may come comes, who may not does not.
@Test(arguments: [
  ("policy", anchor + "allow * anchor=acme\nallow chat anchor=nobody\n", "policy:3:19"),
  ("policy", anchor + "permit * anchor=acme\n", "policy:2:1"),
  ("policy", anchor + "list friends lists/none\nallow * anchor=acme\n", "lists/none"),
  ("anchors/acme.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "acme.pem"),
  ("peertlsd.conf", "[Node]\nMaxSessions=lots\n", "peertlsd.conf:2:13"),
  ("handlers/broken.handler", "[Handler]\nExecStart=cat 'a\n", "broken.handler:2:15"),
  ("node.crt", "nothing\n", "node.crt"),
  ("node.key", "nothing\n", "node.key"),
]) func aWrongReloadChangesNothing(_ file: String, _ text: String, _ complaint: String) throws {
  var setup = NodeSetup()
  let node = try Node(setup)
  let early = try Caller(node, as: PKI.alice)
  try early.exchange("before")
  setup.files[file] = text
  try node.reload(setup)
  let rejected = try node.trail.wait(for: .policyRejected)
  #expect(rejected.priority == .error)
  #expect(rejected[.reason]?.contains(complaint) == true, "\(node.trail.tail)")
  try early.exchange("after")
  let late = try Caller(node, as: PKI.alice)
  try node.report { try late.exchange("anew") }
  let mallory = try Caller(node, as: try PKI.impostor.issue(.person("Alice Example")))
  try mallory.waitForEnd()
  #expect(mallory.alert == Alert.unknownCA.rawValue)
  for caller in [early, late] { caller.finish() }
  #expect(try node.stop() == 0)
}

@Test func aNewPolicyEndsExactlyWhomItDenies() throws {
  let carol = try PKI.acme.issue(.person("Carol", email: "carol@example.org"))
  let node = try Node()
  let staying = try Caller(node, as: PKI.alice)
  let leaving = try [Caller(node, as: carol), Caller(node, as: carol)]
  for caller in leaving + [staying] { try caller.exchange("before") }
  try node.reload(NodeSetup(policy: anchor + "deny * email=carol@example.org\nallow * anchor=acme\n"))
  for caller in leaving { try caller.waitForEnd() }
  let closed = try node.trail.wait(for: .sessionClosed, count: 2) { $0[.peerName] == "Carol" }
  #expect(closed.allSatisfy { $0[.reason]?.contains("new policy") == true && $0[.exit] == "SIGHUP" })
  let verdicts = try node.trail.wait(for: .verdict, count: 2) { $0[.rule] == "policy:2" && $0[.verdict] == "deny" }
  #expect(verdicts.allSatisfy { $0[.peerName] == "Carol" })
  try staying.exchange("after")
  let again = try Caller(node, as: carol)
  try again.waitForEnd()
  #expect(again.alert == Alert.accessDenied.rawValue)
  staying.finish()
  #expect(try node.trail.wait(for: .sessionClosed) { $0[.peerName] == "Alice Example" }[.exit] == "0")
}

/// A handler was told what its peer may do, and cannot be told again: where that changes, the session ends.
@Test func aNewPolicyEndsWhoseRightsItChanges() throws {
  let people = try ["Dropper", "Keeper", "Limited"].map { try PKI.acme.issue(.person($0)) }
  func policy(_ dropper: String, _ limited: String) -> NodeSetup {
    NodeSetup(
      policy: anchor + "allow * anchor=acme cn=dropper \(dropper)\nallow * anchor=acme cn=limited \(limited)\n"
        + "allow * anchor=acme files=write quota=1G\n")
  }
  let node = try Node(policy("files=write", "quota=2G"))
  let callers = try people.map { try Caller(node, as: $0) }
  for caller in callers { try caller.exchange("before") }
  func endsOnly(_ name: String, _ caller: Caller, by setup: NodeSetup) throws {
    try node.reload(setup)
    try node.report { try caller.waitForEnd() }
    let closed = try node.trail.wait(for: .sessionClosed) { $0[.peerName] == name }
    #expect(closed[.reason] == "the new policy gives other rights" && closed[.exit] == "SIGHUP")
  }
  try endsOnly("Dropper", callers[0], by: policy("files=read", "quota=2G"))
  try endsOnly("Limited", callers[2], by: policy("files=read", "quota=1G"))
  // The same rights by another line, with another limit of the session's own, are the same.
  try node.reload(NodeSetup(policy: anchor + "\nallow * anchor=acme idle=1h files=write quota=1G\n"))
  try callers[1].exchange("after")
  let again = try Caller(node, as: people[0])
  try again.exchange("with what it may do now")
  for caller in [callers[1], again] { caller.finish() }
  #expect(try node.stop() == 0)
  let ends = node.trail.records.filter { $0.event == .sessionClosed && $0[.reason]?.contains("other rights") == true }
  #expect(ends.count == 2)
}

/// Who may only knock from now on is not left with what it has.
@Test func aNewPolicyEndsWhomItLeadsToAnotherHandler() throws {
  var setup = NodeSetup(policy: anchor + "allow * anchor=acme\n")
  setup.handlers["knock"] = "ExecStart=cat"
  let node = try Node(setup)
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("before")
  setup.policy = anchor + "knock * anchor=acme\n"
  try node.reload(setup)
  try node.report { try caller.waitForEnd() }
  #expect(try node.trail.wait(for: .sessionClosed)[.reason] == "the new policy gives other rights")
}

@Test func aNewRevocationListEndsTheRevoked() throws {
  let authority = try Authority("Revoking Issuer")
  let (lost, kept) = (try authority.issue(.person("Lost")), try authority.issue(.person("Kept")))
  var setup = NodeSetup(policy: "anchor acme anchors/acme.pem crl=anchors/acme.crl\nallow * anchor=acme\n")
  setup.files = ["anchors/acme.pem": try authority.pem, "anchors/acme.crl": try authority.revocationList()]
  let node = try Node(setup)
  let (leaving, staying) = (try Caller(node, as: lost), try Caller(node, as: kept))
  for caller in [leaving, staying] { try caller.exchange("before") }
  setup.files["anchors/acme.crl"] = try authority.revocationList([lost])
  try node.reload(setup)
  try leaving.waitForEnd()
  #expect(try node.trail.wait(for: .sessionClosed)[.peerName] == "Lost")
  try staying.exchange("after")
}

/// What is new holds at once for who comes next: the spare sessions know it too.
@Test func aNewHandlerServesTheNextCaller() throws {
  var setup = NodeSetup()
  let node = try Node(setup)
  setup.handlers["more"] = "ExecStart=/bin/echo more\nALPN=more"
  setup.credential = try PKI.acme.issue(.person("Bob Anew"))
  try node.reload(setup)
  let caller = try Caller(node, as: PKI.alice, alpn: "more")
  _ = try node.report { try caller.waitForEnd() }
  #expect(caller.output.text == "more\n")
  #expect(caller.errors.text.contains("Bob Anew"))
}

@Test(arguments: [
  ("policy", "permit *\n", "policy:1:1"), ("peertlsd.conf", "[Nodes]\n", "peertlsd.conf:1:1"),
  ("handlers/echo.handler", "", "ExecStart="), ("node.key", "", "node.key"),
]) func aNodeDoesNotStartOnWhatIsWrong(_ file: String, _ text: String, _ complaint: String) throws {
  var setup = NodeSetup()
  setup.files[file] = text
  let node = try Node(setup, waitsForReady: false)
  #expect(try node.waitForEnd(seconds: 20) == 78)
  try node.trail.waitForEnd()
  #expect(node.trail.lines.contains { $0.contains(complaint) }, "\(node.trail.tail)")
  #expect(node.trail.lines.count < 6, "one clear line, and the record of it")
}

/// A key that others could read is no secret: the node says so and does not start.
@Test func aKeyThatOthersMayReadIsRefused() throws {
  let node = try Node()
  chmod(node.scratch.path + "/etc/node.key", 0o640)
  node.signal(SIGHUP)
  let rejected = try node.trail.wait(for: .policyRejected)
  #expect(rejected[.reason]?.contains("permissions 0640 are too open") == true, "\(node.trail.tail)")
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("as before")
  caller.finish()
  #expect(try node.stop() == 0)
}
