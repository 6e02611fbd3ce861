import Foundation
import TestSupport
import Testing

/// Makes a file a month older than it may be.
private func age(_ path: String) throws {
  let then = Date(timeIntervalSinceNow: -31 * 86_400)
  try FileManager.default.setAttributes([.modificationDate: then], ofItemAtPath: path)
}

@Test func oldNotesOfWhatWentAreSweptAway() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  for text in ["old", "new"] {
    #expect(try alice.run("mail", "bob", text, "--wait", "0").code == 75)
    if text == "old" {
      let note = try #require(names(alice.state + "/.sent").first)
      try age(alice.state + "/.sent/" + note)
    }
  }
  let before = names(alice.state + "/.sent")
  #expect(before.count == 2)
  #expect(try alice.run("queue", "--run").code == 75)
  let after = names(alice.state + "/.sent")
  #expect(after.count == 1 && before.contains(after[0]))
}

@Test func noOtherDirectoryIsSwept() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  #expect(try alice.run("mail", "bob", "hello", "--wait", "0").code == 75)
  try age(try alice.scratch.write("letters/old", "dear to somebody"))
  try FileManager.default.removeItem(atPath: alice.state + "/.sent")
  try FileManager.default.createSymbolicLink(
    atPath: alice.state + "/.sent", withDestinationPath: alice.scratch.path + "/letters")
  #expect(try alice.run("queue", "--run").code == 75)
  #expect(names(alice.scratch.path + "/letters") == ["old"])
}
