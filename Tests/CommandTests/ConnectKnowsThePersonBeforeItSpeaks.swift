import Foundation
import Journal
import TestSupport
import Testing

@Test func connectCarriesBothDirectionsToTheirEnds() throws {
  let (node, scratch) = (try Node(), try Scratch())
  let me = try scratch.person(
    PKI.alice, contacts: "# mine\nbob \(node.address)  key=\(PKI.bob.keyFingerprint)  # a friend\n")
  let text = String(repeating: "0123456789abcdef", count: 200_000)
  let run = try node.report { try peertls("connect", "--config", me, "bob", "echo", input: text) }
  #expect(run.code == 0, "\(run.errors)")
  #expect(run.output == text)
  let direct = try peertls(
    "connect", "--config", me, node.address, "echo", "--cert", PKI.bob.fingerprint, "--key", PKI.bob.keyFingerprint,
    input: "hello\n")
  #expect(direct.code == 0 && direct.output == "hello\n", "\(direct.errors)")
}

@Test func connectFindsAPersonByNameUnderAnAnchor() throws {
  let (node, scratch) = (try Node(), try Scratch())
  let me = try scratch.person(
    PKI.alice,
    contacts: "bob \(node.address) anchor=acme email=bob@example.org\neve \(node.address) anchor=acme cn=Eve\n",
    policy: "list other gone\nanchor acme acme.pem\n")
  let bob = try peertls("connect", "--config", me, "bob", "echo", input: "hello\n")
  #expect(bob.code == 0 && bob.output == "hello\n", "\(bob.errors)")
  let eve = try peertls("connect", "--config", me, "eve", "echo", input: "hello\n")
  #expect(eve.code == 77 && eve.output.isEmpty)
}

@Test func nothingIsSentToAnybodyElse() throws {
  let (node, scratch) = (try Node(), try Scratch())
  let wrong = PKI.alice.keyFingerprint
  let me = try scratch.person(PKI.alice, contacts: "robert \(node.address) key=\(wrong)\n")
  let run = try peertls("connect", "--config", me, "robert", "echo", input: "a secret\n")
  #expect(run.code == 77 && run.output.isEmpty)
  #expect(
    run.errors.hasPrefix(
      "peertls: this is not robert: certificate \(PKI.bob.fingerprint), key \(PKI.bob.keyFingerprint), "
        + "name Bob Example <bob@example.org>; expected key=\(wrong)"), "\(run.errors)")
  #expect(run.errors.hasSuffix("; nothing was sent\n"))
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.bytesIn] == "0")
  #expect(node.trail.records.allSatisfy { $0.event != .handlerStarted })
}

@Test func aRefusalSaysWhatToDo() throws {
  let node = try Node(NodeSetup(policy: "anchor acme anchors/acme.pem\nallow * anchor=acme cn=Carol\n"))
  let scratch = try Scratch()
  let contact = "bob \(node.address) key=\(PKI.bob.keyFingerprint)\n"
  let me = try scratch.person(PKI.alice, contacts: contact)
  let denied = try peertls("connect", "--config", me, "bob", "echo", input: "hello\n")
  #expect(denied.code == 77)
  #expect(
    denied.errors == "peertls: bob's node does not let you in for echo (access_denied); "
      + "ask bob to add this line to a list: key:\(PKI.alice.keyFingerprint)\n")
  let unknown = try peertls("connect", "--config", me, "bob", "nosuch")
  #expect(unknown.code == 69 && unknown.errors.contains("no_application_protocol"))
  let nobody = try peertls("connect", "--config", me, "carol", "echo")
  #expect(nobody.code == 66 && nobody.errors.contains("there is no \"carol\""))

  let mallory = try PKI.impostor.issue(.person("Carol"))
  let other = try scratch.person(mallory, contacts: contact)
  let stranger = try peertls("connect", "--config", other, "bob", "echo", input: "hello\n")
  #expect(stranger.code == 77 && stranger.errors.contains("(unknown_ca)"), "\(stranger.errors)")
}

@Test func nothingIsSentToAnotherService() throws {
  let scratch = try Scratch()
  let me = try scratch.person(PKI.alice)
  let other = try ScriptedServer.call(.takes, alpn: nil, config: me)
  #expect(other.code == 69 && other.received == 0)
  #expect(other.errors.contains("has not agreed to speak echo (ALPN)"), "\(other.errors)")
  let agreed = try ScriptedServer.call(.takes, alpn: "echo", config: me)
  #expect(agreed.code == 0 && agreed.received == 9, "\(agreed.errors)")
  let ordinary = try ScriptedServer.call(.takes, alpn: nil, config: me, "--no-alpn")
  #expect(ordinary.code == 0 && ordinary.received == 9, "\(ordinary.errors)")
  let both = try peertls("connect", "[::1]:1", "x", "--key", PKI.bob.keyFingerprint, "--alpn", "x", "--no-alpn")
  #expect(both.code == 64)
}

@Test func whatIsWrongHereIsSaidBeforeACall() throws {
  let scratch = try Scratch()
  let key = PKI.bob.keyFingerprint
  let me = try scratch.person(
    PKI.alice, contacts: "bob [::1]:1 key=\(key)\nold [127.0.0.1]:1 key=\(key)\nbad [::1]:1 kee=\(key)\nany [::1]:1\n")
  let closed = try peertls("connect", "--config", me, "bob", "echo")
  #expect(closed.code == 69 && closed.errors == "peertls: connect to [::1]:1: Connection refused\n")
  let old = try peertls("connect", "--config", me, "old", "echo")
  #expect(old.code == 78 && old.errors.contains("/contacts:2:5: found \"[127.0.0.1]:1\"; expected [ADDRESS]:PORT"))
  let bad = try peertls("connect", "--config", me, "bad", "echo")
  #expect(bad.code == 78 && bad.errors.contains("/contacts:3:13: "), "\(bad.errors)")
  let any = try peertls("connect", "--config", me, "any", "echo")
  #expect(any.code == 78 && any.errors.contains("/contacts:4:"), "\(any.errors)")
  #expect(try peertls("connect", "--config", me, "[::1]:1", "echo").code == 64)
  #expect(try peertls("connect", "--config", me, "[::1]:1", "echo", "--key", "00").code == 64)
  chmod(me + "/node.key", 0o644)
  let open = try peertls("connect", "--config", me, "bob", "echo")
  #expect(open.code == 78 && open.errors.contains("permissions 0644 are too open"))
}
