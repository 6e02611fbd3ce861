import Foundation
import TestSupport
import Testing

/// Debian's baresip, with Alice's certificate, writes to Bob's node.
@Test func baresipWritesToANode() throws {
  let scratch = try Scratch()
  let node = try Node(.chat())
  let baresip = try Baresip(
    as: PKI.alice, email: "alice@example.org", contact: "bob@example.org", at: node.port, in: scratch)
  baresip.process.write("/message hello from baresip\n")
  let name = try eventually("the message") { node.messages("new", with: "alice@example.org").first }
  let text = try node.message(name, in: "new", with: "alice@example.org")
  #expect(text.hasSuffix("hello from baresip"), "\(text)")
  baresip.quit()
  #expect(try node.stop() == 0)
}

/// And `peertls message` writes to Bob's baresip, which is called like any person: by address, and by his key.
@Test func baresipIsWrittenTo() throws {
  let scratch = try Scratch()
  let baresip = try Baresip(as: PKI.bob, email: "bob@example.org", contact: "alice@example.org", at: 5061, in: scratch)
  let me = try scratch.person(
    PKI.alice, contacts: "bob [::1]:\(baresip.port) anchor=acme email=bob@example.org\n",
    policy: "anchor acme acme.pem\n")
  let state = try scratch.directory("state")
  let message = try ChildProcess([
    Programs.path("peertls"), "message", "--config", me, "--state", state, "--no-alpn", "bob", "hello from peertls",
  ])
  let code = try message.wait(seconds: 60)
  #expect(code == 0, "\(message.errors.text) \(baresip.process.output.text.suffix(1000))")
  try baresip.process.errors.wait(for: "hello from peertls")
  #expect(try FileManager.default.contentsOfDirectory(atPath: state + "/bob@example.org/sent").count == 1)
  baresip.quit()
}
