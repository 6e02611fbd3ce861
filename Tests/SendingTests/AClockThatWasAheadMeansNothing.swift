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
  try alice.age(name, seconds: 5 * 86_400 + 1)
  try alice.postpone("bob", in: "contacts", seconds: 6 * 3600)
  #expect(try alice.run("queue", "--run").code == 69)
  #expect(alice.queued().isEmpty && alice.queued("failed") == [name])
}

@Test(arguments: [-365, 365]) func aJumpOfTheClockGivesNothingUp(_ days: Int) throws {
  let alice = try Sender(bobAt: "[::1]:1")
  #expect(try alice.run("mail", "bob", "hello", "--wait", "0").code == 75)
  let name = try alice.queue(try #require(alice.queued().first), ahead: days * 86_400)
  for _ in 0..<3 { #expect(try alice.run("queue", "--run", "bob").code == 75) }
  #expect(alice.queued() == [name])
  // A year in one leap is a day, and a day to come none.
  let note = try #require(try texts("\(alice.state)/queue/tried").first)
  let waited = try #require(note.firstMatch(of: /\nWaited: ([0-9]+)\n/).flatMap { Int($0.1) })
  let least = days < 0 ? 86_400 : 0
  #expect((least..<least + 600).contains(waited), "\(note)")
  // From there on it is as old as others become.
  try alice.age(name, seconds: 5 * 86_400 + 1)
  #expect(try alice.run("queue", "--run", "bob").code == 69)
  #expect(alice.queued("failed") == [name])
}

@Test func whatFailedByAClockThatWasAheadStaysAWeek() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  try alice.scratch.directory("mail/Maildir")
  #expect(try alice.run("mail", "bob", "hello", "--wait", "0").code == 75)
  let name = try #require(alice.queued().first)
  try alice.age(name, seconds: 5 * 86_400 + 1)
  #expect(try alice.run("queue", "--run", "bob").code == 69)
  let path = "mail/queue/tried/\(name)"
  func note() throws -> String { try String(contentsOfFile: "\(alice.scratch.path)/\(path)", encoding: .utf8) }
  let told = try note()
  try alice.scratch.write(path, told.replacing(/^Next: [0-9]+/, with: "Next: 9999999999"))
  _ = try alice.run("queue", "--run")
  #expect(try !note().contains("9999999999") && alice.queued("failed") == [name])
}
