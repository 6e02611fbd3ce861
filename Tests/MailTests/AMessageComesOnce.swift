import Foundation
import TestSupport
import Testing

private func send(_ state: String, _ letter: Letter, peer: ChatPerson = .alice) throws -> String {
  "\(try MailHandler(state, peer: peer).converse(letter.data).last.map { "\($0)" } ?? "")"
}

@Test func whatIsSentAgainIsThereOnce() throws {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  #expect(try send(state, Letter()).hasPrefix("250 2.0.0 taken as"))
  #expect(try send(state, Letter()) == "250 2.0.0 taken before")
  #expect(MailHandler.names(state).count == 1)
  // Whoever has read it, and whoever has thrown it away.
  let name = MailHandler.names(state)[0]
  #expect(rename("\(state)/Maildir/new/\(name)", "\(state)/Maildir/cur/\(name):2,S") == 0)
  #expect(try send(state, Letter()) == "250 2.0.0 taken before")
  #expect(unlink("\(state)/Maildir/cur/\(name):2,S") == 0)
  #expect(try send(state, Letter()) == "250 2.0.0 taken before")
}

@Test func whatIsAnotherMessageIsKept() throws {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  #expect(try send(state, Letter(id: "1")).contains("taken as"))
  #expect(try send(state, Letter(id: "2")).contains("taken as"))
  // Another's of the same name, and another with the same name by mistake.
  let other = ChatPerson("Alice's other machine", emails: ["alice@example.org"], letters: "ee")
  #expect(try send(state, Letter(id: "1"), peer: other).contains("taken as"))
  #expect(try send(state, Letter(id: "1", body: "something else\r\n")).contains("taken as"))
  #expect(MailHandler.names(state).count == 4)
}

@Test func withoutAMessageIDTheHeaderTells() throws {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  let letter = Letter().with("Message-ID", nil)
  #expect(try send(state, letter).contains("taken as"))
  #expect(try send(state, letter).contains("taken before"))
  #expect(try send(state, letter.with("Subject", "another")).contains("taken as"))
}

/// Killed between its name's being noted and the message's being there: it is not there. And the other way round.
@Test func whatWasOnlyBegunIsDoneAgain() throws {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  #expect(try send(state, Letter()).contains("taken as"))
  let name = MailHandler.names(state)[0]
  let day = try #require(
    FileManager.default.contentsOfDirectory(atPath: state + "/.seen").first { !$0.hasPrefix(".") })
  let link = try #require(FileManager.default.contentsOfDirectory(atPath: "\(state)/.seen/\(day)").first)
  let path = "\(state)/.seen/\(day)/\(link)"
  func begin(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "?\(name)")
  }
  try begin(name)
  #expect(try send(state, Letter()).contains("taken before"))
  try begin(name)
  #expect(rename("\(state)/Maildir/new/\(name)", "\(state)/Maildir/cur/\(name):2,S") == 0)
  #expect(try send(state, Letter()).contains("taken before"))
  try begin(name)
  #expect(unlink("\(state)/Maildir/cur/\(name):2,S") == 0)
  #expect(try send(state, Letter()).contains("taken as"))
  #expect(try send(state, Letter()).contains("taken before"))
}

@Test func afterAWeekItIsForgotten() throws {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  #expect(try send(state, Letter()).contains("taken as"))
  let today = Int(Date().timeIntervalSince1970) / 86_400
  for (days, answer) in [(7, "taken before"), (8, "taken as")] {
    let old = "\(state)/.seen/\(today - days)"
    let found = try FileManager.default.contentsOfDirectory(atPath: state + "/.seen").filter { !$0.hasPrefix(".") }
    for name in found where Int(name) == today || Int(name) == today - 7 {
      let entries = try FileManager.default.contentsOfDirectory(atPath: "\(state)/.seen/\(name)")
      if entries.isEmpty { continue }
      try? FileManager.default.removeItem(atPath: old)
      #expect(rename("\(state)/.seen/\(name)", old) == 0)
      break
    }
    #expect(try send(state, Letter()).contains(answer), "\(days) days")
  }
  #expect(!FileManager.default.fileExists(atPath: "\(state)/.seen/\(today - 8)"))
}
