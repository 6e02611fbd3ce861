import CPIM
import Conversations
import Talk
import Testing

@Test func marksTellWhatBecameOfAMessage() throws {
  let talking = try Talking()
  let live = try talking.conversation.takeLive()
  let terminal = try talking.terminal()
  try terminal.wait("-- connected$")
  try terminal.type("one\rtwo\rthree\r")
  let names = try talking.waiting(count: 3).map(\.name)
  try terminal.wait("me #3: three$", without: ["waiting"])
  for name in names.prefix(2) { try talking.conversation.markSent(name) }
  try terminal.wait("^ {9}#1 #2 sent$")
  #expect(try talking.conversation.markDisposition(names[0], .delivered))
  try terminal.wait("^ {9}#2 sent, #1 delivered$")
  #expect(try talking.conversation.markDisposition(names[1], .displayed))
  // Marks that are the last line are replaced: one row tells all.
  let rows = try terminal.wait("^ {9}#1 delivered, #2 read$", without: ["sent"])
  #expect(rows.count { $0.contains("#2 ") } == 1)
  try talking.conversation.markFailed(names[2], reason: "404 Not\u{1B}[2J Found")
  try terminal.wait(#"#3 failed: 404 Not\?\[2J Found$"#)
  _ = consume live
}

@Test func whatWaitsIsSaid() throws {
  let talking = try Talking()
  let terminal = try talking.terminal()
  try terminal.wait("-- not connected; what you write is kept")
  try terminal.type("first\r")
  try terminal.wait("me #1: first$", "^ {9}#1 waiting$")
  var live = try talking.conversation.takeLive()
  try terminal.wait("-- connected$")
  try talking.conversation.markSent(try talking.waiting(count: 1)[0].name)
  try terminal.wait("^ {9}#1 sent$")
  live = nil
  let rows = try terminal.wait("-- connected$(.|\n)*-- not connected;")
  #expect(rows.count { $0.contains("me #1") } == 1)
  try terminal.type("second\r")
  try terminal.wait("^ {9}#2 waiting$")
  try terminal.type("/quit\r")
  let answer = try terminal.end()
  #expect(answer.status == 0 && answer.rows.last == "         -- 1 message waits; peertls deliver delivers")
  _ = consume live
}

@Test func marksSayTheLatest() {
  var marks = Marks()
  marks.begin(1, .waits)
  marks.begin(2, .delivered)
  marks.hear(1, .read)
  marks.hear(1, .sent)
  marks.hear(2, .sent)
  marks.hear(7, .sent)
  #expect(marks[1] == .read && marks[2] == .delivered && marks[7] == nil)
  #expect(marks.takeNews() == [1: .read])
  #expect(marks.takeNews().isEmpty)
  #expect(Marks.line([3: .sent, 1: .read, 2: .sent, 9: .failed("no")]) == "#2 #3 sent, #1 read, #9 failed: no")
}
