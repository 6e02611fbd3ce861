import Foundation
import Journal
import TestSupport
import Testing

/// peertls-keyd is killed while callers come: whoever is being served is served on, whoever shakes hands gets a signature or
/// an end, and the next one is answered.
@Test func aKilledKeydComesBack() throws {
  let node = try Node(NodeSetup(handler: "ExecStart=cat", settings: ["Spares": "2"]))
  let staying = try Caller(node, as: PKI.alice)
  try staying.exchange("before")
  var (answered, failed) = (0, 0)
  for round in 0..<5 {
    let keyd = try #require(node.keyds.first)
    let callers = try (0..<6).map { _ in try Caller(node, as: PKI.alice) }
    for caller in callers { caller.write("hello\n") }
    kill(keyd, SIGKILL)
    _ = try node.trail.wait(for: .childMisbehaved, count: round + 1, seconds: 20)
    for caller in callers {
      do {
        try caller.output.wait(forBytes: 6, seconds: 20)
        caller.finish()
        answered += 1
      } catch {
        // Closed, in good time: the alert says that it is not the caller's fault.
        try node.report { try caller.waitForEnd(seconds: 5) }
        #expect(caller.alert == 80, "internal_error: \(caller.errors.text)")
        failed += 1
      }
    }
    try staying.exchange("round \(round)")
    let next = try Caller(node, as: PKI.alice)
    try node.report { try next.exchange("and again", seconds: 30) }
    next.finish()
  }
  #expect(answered + failed == 30)
  let told = node.trail.records.filter { $0.event == .childMisbehaved }
  #expect(told.count == 5 && told.allSatisfy { $0.priority == .alert && $0[.exit] == "SIGKILL" }, "\(node.trail.tail)")
  #expect(told[0].message.contains("peertls-keyd is started again"))
  staying.finish()
  #expect(try node.stop() == 0)
  let closed = node.trail.records.filter { $0.event == .sessionClosed && $0[.alert] == "internal_error" }
  #expect(closed.count == failed)
  #expect(closed.allSatisfy { $0[.reason] == "peertls-keyd has gone, so nobody signs" })
}

/// One that hangs costs a caller its time; then it is killed, once and with a record, and another one signs.
@Test func aKeydThatHangsIsKilled() throws {
  let node = try Node(NodeSetup(handler: "ExecStart=cat", settings: ["HandshakeTimeout": "1s", "Spares": "1"]))
  let staying = try Caller(node, as: PKI.alice)
  try staying.exchange("before")
  let keyd = try #require(node.keyds.first)
  kill(keyd, SIGSTOP)
  let caller = try Caller(node, as: PKI.alice)
  try node.report { try caller.waitForEnd() }
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.reason] == "peertls-keyd does not answer, so nobody signs")
  let killed = try node.trail.wait(for: .childMisbehaved, seconds: 60)
  #expect(killed[.reason] == "peertls-keyd does not answer; killed" && killed[.exit] == "SIGKILL")
  let next = try Caller(node, as: PKI.alice)
  try node.report { try next.exchange("anew", seconds: 20) }
  try staying.exchange("after")
  for caller in [next, staying] { caller.finish() }
  #expect(try node.stop() == 0)
}

/// A reload whose key cannot be had fails as a whole: certificates, policy and key stay.
@Test func aReloadWithoutItsKeyChangesNothing() throws {
  let setup = NodeSetup()
  let node = try Node(setup)
  let keyd = node.keyds
  let other = try String(contentsOfFile: PKI.alice.key, encoding: .utf8)
  let path = node.scratch.path + "/etc/node.key"
  let faults: [(() throws -> Void, String)] = [
    ({ try node.scratch.write("etc/node.key", other, mode: 0o600) }, "it is not the key of the first certificate"),
    ({ try FileManager.default.removeItem(atPath: path) }, "node.key: No such file"),
    ({ try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false) }, "node.key"),
  ]
  for (index, (spoil, complaint)) in faults.enumerated() {
    try spoil()
    node.signal(SIGHUP)
    let rejected = try node.trail.wait(for: .policyRejected, count: index + 1)[index]
    #expect(rejected[.reason]?.contains(complaint) == true, "\(node.trail.tail)")
    #expect(rejected.priority == .error)
    let caller = try Caller(node, as: PKI.alice)
    try node.report { try caller.exchange("as before") }
    caller.finish()
  }
  #expect(node.keyds == keyd)
  try FileManager.default.removeItem(atPath: path)
  try node.reload(setup)
  let caller = try Caller(node, as: PKI.alice)
  try node.report { try caller.exchange("with another process") }
  caller.finish()
  #expect(node.trail.records.allSatisfy { $0.event != .childMisbehaved }, "\(node.trail.tail)")
  #expect(try node.stop() == 0)
}

/// The key can be systemd's credential: then there is none in the node's directory.
@Test func aKeyCanBeACredential() throws {
  let scratch = try Scratch()
  try scratch.write("node.key", try String(contentsOfFile: PKI.bob.key, encoding: .utf8), mode: 0o400)
  var setup = NodeSetup()
  setup.environment["CREDENTIALS_DIRECTORY"] = scratch.path
  let node = try Node(setup)
  try FileManager.default.removeItem(atPath: node.scratch.path + "/etc/node.key")
  node.signal(SIGHUP)
  _ = try node.trail.wait(for: .policyLoaded, count: 2)
  let caller = try Caller(node, as: PKI.alice)
  try node.report { try caller.exchange("hello") }
  caller.finish()
  #expect(try node.stop() == 0)
}

@Test func aNodeDoesNotStartWithAnothersKey() throws {
  var setup = NodeSetup()
  setup.files["node.key"] = try String(contentsOfFile: PKI.alice.key, encoding: .utf8)
  let node = try Node(setup, waitsForReady: false)
  chmod(node.scratch.path + "/etc/node.key", 0o600)
  #expect(try node.waitForEnd(seconds: 20) == 78)
  try node.trail.waitForEnd()
  #expect(node.trail.lines.contains { $0.contains("it is not the key of the first certificate") }, "\(node.trail.tail)")
}

/// The old key's process goes when nobody can need it, and not before: whoever has a control channel proves, and is shown,
/// the same key on its data connections although the node has another by now.
@Test func theOldKeyStaysAsLongAsItIsNeeded() throws {
  let handler = try DataHandler()
  let old = handler.node.keyds
  var setup = handler.setup
  setup.credential = try PKI.acme.issue(.person("Bob Anew", key: .ed25519))
  try handler.node.reload(setup)
  #expect(handler.node.keyds.count == 2)
  let late = try Caller(handler.node, as: PKI.alice)
  try late.errors.wait(for: "Bob Anew")
  let data = try handler.connect(try handler.listen(1))
  #expect(try handler.ask("send 1 10", answer: "ended 1 ") == [1, 1, 10])
  try data.waitForEnd()
  #expect(!data.errors.text.contains("Bob Anew") && data.errors.text.contains("CN = Bob"), "\(data.errors.text)")
  handler.control.finish()
  try handler.control.waitForEnd()
  let end = Date(timeIntervalSinceNow: 10)
  while handler.node.keyds.contains(where: old.contains), Date() < end { usleep(20_000) }
  #expect(handler.node.keyds.count == 1 && !handler.node.keyds.contains(where: old.contains))
  late.vanish()
}

/// A session that was taken over and has something else signed is killed, and its source turned away.
@Test func aSessionThatAsksForSomethingElseIsKilled() throws {
  var setup = NodeSetup(handler: "ExecStart=cat", settings: ["Spares": "1"])
  setup.session = FakeSession(
    """
    signer = socket.socket(fileno=7)
    signer.send(b'\\x01' + bytes(20))
    time.sleep(60)
    """)
  let node = try Node(setup)
  let connection = try RawConnection(node)
  let misbehaved = try node.trail.wait(for: .childMisbehaved)
  #expect(misbehaved.priority == .alert)
  #expect(misbehaved[.reason] == "asked peertls-keyd for what none of ours asks: unknown", "\(node.trail.tail)")
  _ = try node.trail.wait(for: .sessionClosed)
  connection.finish()
  #expect(try node.stop() == 0)
}

/// What is the node's own fault is held against nobody: a friend who called meanwhile is answered afterwards.
@Test func forTheNodesOwnFaultNobodyIsPenalised() throws {
  let settings = ["PerSourcePenalties": "handshake:60s timeout:60s crash:60s min:1s", "HandshakeTimeout": "1s"]
  let node = try Node(NodeSetup(handler: "ExecStart=cat", settings: settings))
  let keyd = try #require(node.keyds.first)
  kill(keyd, SIGSTOP)
  let callers = try (0..<3).map { _ in try Caller(node, as: PKI.alice) }
  for caller in callers { try caller.waitForEnd() }
  let closed = try node.trail.wait(for: .sessionClosed, count: 3)
  #expect(closed.allSatisfy { $0[.reason] == "peertls-keyd does not answer, so nobody signs" }, "\(node.trail.tail)")
  kill(keyd, SIGCONT)
  try Caller(node, as: PKI.alice).exchange("afterwards")
}
