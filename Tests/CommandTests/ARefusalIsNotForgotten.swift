import Foundation
import TestSupport
import Testing

/// Answers every request with 403.
private let refusing = """
  #!/usr/bin/python3
  import os
  data = b""
  while True:
      chunk = os.read(0, 65536)
      if not chunk: break
      data += chunk
      if b"\\r\\n\\r\\n" not in data: continue
      head = data.split(b"\\r\\n\\r\\n")[0].split(b"\\r\\n")
      data = b""
      if head[0].startswith(b"SIP/2.0"): continue
      names = (b"via:", b"from:", b"call-id:", b"cseq:")
      kept = [line for line in head[1:] if line.lower().startswith(names)]
      to = [line + b";tag=x" for line in head[1:] if line.lower().startswith(b"to:")]
      answer = [b"SIP/2.0 403 Not\\xe2\\x80\\xae You"] + kept + to + [b"Content-Length: 0", b"", b""]
      os.write(1, b"\\r\\n".join(answer))
  """

private let key = PKI.bob.keyFingerprint

@Test func whoIsNotLetInIsToldAndTheMessageStays() throws {
  var setup = NodeSetup.chat
  setup.policy = "anchor acme anchors/acme.pem\nallow * anchor=acme cn=Carol\n"
  let node = try Node(setup)
  let alice = try Correspondent(PKI.alice, contacts: "bob \(node.address) key=\(key)\n")
  let run = try alice.run("message", "bob", "hello")
  #expect(run.code == 69)
  #expect(
    run.errors == "peertls: bob's node does not let you in for chat (access_denied); ask bob to add this line to a "
      + "list: key:\(PKI.alice.keyFingerprint); the message is queued, and peertls deliver tries again\n")
  #expect(try alice.messages(key, "out").count == 1)
  #expect(alice.note(key, ".retry") != nil)
  #expect(try alice.run("deliver", "--now").code == 69)
}

@Test func nobodyElseGetsTheMessage() throws {
  let node = try Node(.chat)
  let other = PKI.alice.keyFingerprint
  let alice = try Correspondent(PKI.alice, contacts: "robert \(node.address) key=\(other)\n")
  let run = try alice.run("message", "robert", "a secret")
  #expect(run.code == 77)
  #expect(run.errors.hasPrefix("peertls: this is not robert: "), "\(run.errors)")
  #expect(try alice.messages(other, "out").count == 1)
  #expect(node.trail.records.allSatisfy { $0.event != .handlerStarted })
}

@Test func whatIsRefusedForGoodIsKeptWithTheReason() throws {
  let node = try Node(.chat(program: refusing))
  let alice = try Correspondent(PKI.alice, contacts: "bob \(node.address) key=\(key)\n")
  let run = try node.report { try alice.run("message", "bob", "hello") }
  #expect(run.code == 69)
  #expect(run.errors.hasPrefix("peertls: bob's node refused the message: 403 Not\u{FFFD} You"), "\(run.errors)")
  #expect(try alice.messages(key, "out").isEmpty)
  #expect(try alice.messages(key, "failed").count == 1)
  // It waits no more.
  #expect(try alice.run("deliver", "--now").code == 0)
}
