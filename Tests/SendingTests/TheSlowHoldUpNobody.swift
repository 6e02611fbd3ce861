import Foundation
import TestSupport
import Testing

@Test func whoBecomesDueIsCalledWhileAnotherIsSlow() throws {
  let (mute, server) = (try MailServer("mute"), try MailServer("chunks"))
  let carol = "carol \(server.address) mail=carol@example.org key=\(PKI.bob.keyFingerprint)\n"
  let alice = try Sender(contacts: Sender.bob(at: mute.address) + carol)
  #expect(try alice.sendmail("-odq", "bob,carol", input: "Subject: x\n\nhello\n").code == 0)
  try alice.postpone("carol", in: "contacts", seconds: 2)
  let runner = try ChildProcess([
    Programs.path("peertls"), "queue", "--run", "--config", alice.directory, "--state", alice.state,
  ])
  _ = try eventually("a call to Bob") { try alice.run("queue", "bob").output.contains("  sending  ") ? true : nil }
  #expect(try server.messages().isEmpty)
  let message = try eventually("Carol's mail") { try server.messages().first }
  #expect(body(body(message)) == "hello\n")
  #expect(runner.isRunning)
  #expect(try alice.run("queue", "bob").output.contains("  sending  "))
}
