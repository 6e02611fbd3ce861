import Foundation
import TestSupport
import Testing

@Test(arguments: ["contacts", "tried"]) func whatIsFurtherAwayThanAnyBackOffIsDue(_ box: String) throws {
  let server = try MailServer("chunks")
  let alice = try Sender(bobAt: server.address)
  #expect(try alice.run("mail", "bob", "hello", "--wait", "0").code == 75)
  let name = box == "tried" ? try #require(alice.queued().first) : "bob"
  try alice.postpone(name, in: box, seconds: 3600)
  #expect(try alice.run("queue", "--run").code == 0)
  #expect(try server.messages().isEmpty)
  try alice.postpone(name, in: box, seconds: 200 * 86_400)
  #expect(try alice.run("queue").output.contains("  now   bob"))
  #expect(try alice.run("queue", "--run").code == 0)
  #expect(try server.messages().count == 1)
}

@Test func whatIsTooOldFailsWheneverTheContactIsDue() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  #expect(try alice.run("mail", "bob", "hello", "--wait", "0").code == 75)
  let name = try #require(alice.queued().first)
  let old = "\(Int(Date().timeIntervalSince1970) - 5 * 86_400 - 10)" + name.dropFirst(10)
  try FileManager.default.moveItem(
    atPath: "\(alice.state)/queue/waiting/\(name)", toPath: "\(alice.state)/queue/waiting/\(old)")
  try alice.postpone("bob", in: "contacts", seconds: 6 * 3600)
  #expect(try alice.run("queue", "--run").code == 69)
  #expect(alice.queued().isEmpty && alice.queued("failed") == [old])
}
