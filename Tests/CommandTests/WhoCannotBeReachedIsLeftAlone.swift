import Foundation
import TestSupport
import Testing

@Test func backOffIsKeptAndReset() throws {
  let key = PKI.bob.keyFingerprint
  let alice = try Correspondent(PKI.alice, contacts: "bob [::1]:1 key=\(key)\n")
  func retry() -> (next: Int, tries: Int)? {
    let words = alice.note(key, ".retry")?.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    return words.flatMap { $0.count == 2 ? ($0[0], $0[1]) : nil }
  }
  let start = Int(Date().timeIntervalSince1970)
  let first = try alice.run("message", "bob", "hello")
  #expect(first.code == 75)
  #expect(
    first.errors == "peertls: connect to [::1]:1: Connection refused; the message is queued, and peertls deliver "
      + "tries again\n")
  let once = try #require(retry())
  #expect(once.tries == 1 && (start + 60...start + 80).contains(once.next))

  // By itself it does not call: the note stays as it is, and nothing is said.
  let early = try alice.run("deliver")
  #expect(early.code == 75 && early.errors.isEmpty, "\(early.errors)")
  let same = try #require(retry())
  #expect(same == once)

  // What a clock noted that was a year ahead keeps from nothing.
  let notes = "\(alice.state)/\(key)/.retry"
  try "\(start + 365 * 86_400) 1\n".write(toFile: notes, atomically: false, encoding: .utf8)
  let ahead = try alice.run("deliver")
  #expect(ahead.code == 75 && ahead.errors == "peertls: bob: connect to [::1]:1: Connection refused\n")
  try "\(once.next) 1\n".write(toFile: notes, atomically: false, encoding: .utf8)

  let insisting = try alice.run("deliver", "--now")
  #expect(insisting.code == 75 && insisting.errors == "peertls: bob: connect to [::1]:1: Connection refused\n")
  let twice = try #require(retry())
  #expect(twice.tries == 2 && twice.next >= once.next + 60)

  let node = try Node(.chat)
  try alice.know("bob \(node.address) key=\(key)\n")
  let reached = try node.report { try alice.run("deliver", "--now") }
  #expect(reached.code == 0, "\(reached.errors)")
  #expect(retry() == nil)
  #expect(try alice.run("deliver").code == 0)
}
