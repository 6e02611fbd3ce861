import Foundation
import TestSupport
import Testing

/// The value of a line of a note.
private func value(_ name: String, _ note: String) -> String? {
  note.split(separator: "\n").first { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
}

@Test func whoCannotBeReachedIsNotLeftAloneForLonger() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  #expect(try alice.run("mail", "bob", "hello", "--no-sign").code == 75)
  try alice.postpone("bob", in: "contacts", seconds: 300)
  let before = try alice.queued("bob", in: "contacts")
  for _ in 0..<5 { #expect(try alice.run("queue", "--flush").code == 75) }
  #expect(try alice.run("queue", "--run", "bob").code == 75)
  let after = try alice.queued("bob", in: "contacts")
  for name in ["Next", "Tries"] { #expect(value(name, after) == value(name, before), "\(after)") }
  // What it met last is said.
  #expect(value("Reason", before) == "away" && value("Reason", after)?.contains("Connection refused") == true)
  // One that is due counts.
  try alice.postpone("bob", in: "contacts", seconds: -1)
  #expect(try alice.run("queue", "--run").code == 75)
  #expect(value("Tries", try alice.queued("bob", in: "contacts")) == "2")
}

@Test func whatIsNotTakenIsNotPutOffFurther() throws {
  let server = try MailServer("full")
  let alice = try Sender(bobAt: server.address)
  #expect(try alice.run("mail", "bob", "hello", "--no-sign").code == 75)
  let name = try #require(alice.queued().first)
  try alice.postpone(name, in: "tried", seconds: 300)
  let before = try alice.queued(name, in: "tried")
  for _ in 0..<3 { #expect(try alice.run("queue", "--flush").code == 75) }
  let after = try alice.queued(name, in: "tried")
  for field in ["Next", "Tries"] { #expect(value(field, after) == value(field, before), "\(after)") }
  #expect(value("Reason", after)?.hasPrefix("452 ") == true && value("Reply", after)?.hasPrefix("452 ") == true)
  try alice.postpone(name, in: "tried", seconds: -1)
  #expect(try alice.run("queue", "--run").code == 75)
  #expect(value("Tries", try alice.queued(name, in: "tried")) == "2")
}
