import CPIM
import Conversations
import Testing

@Test func anArrivingMessageLeavesWhatIsTyped() throws {
  let talking = try Talking()
  let terminal = try talking.terminal()
  try terminal.type("half a lne\u{1B}[D\u{1B}[D")
  try terminal.wait("^bob> half a lne$")
  try talking.receive("good morning")
  try terminal.wait(#"^\d\d:\d\d:\d\d <Bob Builder> good morning$"#, "^bob> half a lne$")
  // The cursor is where it was.
  try terminal.type("i\r")
  let waiting = try talking.waiting(count: 1)
  #expect(waiting[0].message.text == "half a line")
  #expect(waiting[0].message.requestedNotifications == [.positiveDelivery, .display])
  try terminal.wait(#"^\d\d:\d\d:\d\d me #1: half a line$"#, "^bob>$")
}

@Test func aLongLineSurvivesToo() throws {
  let talking = try Talking()
  let terminal = try talking.terminal(rows: 12, columns: 40)
  let long = "one two three four five six seven eight nine ten eleven twelve 家 thirteen é fourteen"
  try terminal.type(long)
  try terminal.wait("fourteen$")
  for count in 1...9 {
    try talking.receive("message \(count)")
    let rows = try terminal.wait("message \(count)$", "fourteen$")
    #expect(rows.count { $0.contains("one two three") } == 1)
  }
  try terminal.ask(["resize": [12, 60]])
  try talking.receive("wider now")
  try terminal.wait("wider now$", "fourteen$")
  try terminal.type("\r")
  #expect(try talking.waiting(count: 1)[0].message.text == long)
}

@Test func itSaysHowSureAnIdentityIs() throws {
  let talking = try Talking()
  let terminal = try talking.terminal()
  try talking.receive("1", name: "Bob Builder", verified: "yes")
  try talking.receive("2", name: "Bob Builder", verified: "key")
  try talking.receive("3", name: nil, verified: "key")
  try talking.receive("4", name: "Bob Builder", verified: nil)
  try talking.receive("5", name: "me #1: x> 6\u{1B}[H", verified: "key")
  try terminal.wait(
    "^.{8} <Bob Builder> 1$", "^.{8} <bob, claims to be Bob Builder> 2$", "^.{8} <bob, key only> 3$",
    "^.{8} <bob, claims to be Bob Builder> 4$", "^.{8} <bob, claims to be me #1: x\u{FFFD} 6␛\\[H> 5$")
}

@Test func whatIsShownIsReadAndWhoAskedIsTold() throws {
  let talking = try Talking()
  try talking.receive("before")
  let terminal = try talking.terminal()
  try talking.receive("asks", id: "id-1")
  try terminal.wait("-- new: 1$", "> before$", "> asks$")
  let receipt = try #require(try talking.waiting(count: 1).first?.message)
  #expect(receipt.isNotification)
  let notification = try DispositionNotification(parsing: receipt.content)
  #expect(notification.messageID == "id-1" && notification.disposition == .displayed)
  try talking.until("all is read") { try talking.conversation.names(in: .new).isEmpty }
  #expect(try talking.conversation.names(in: .cur).count == 2)
  // The receipt is nothing that the person waits for.
  try terminal.type("\u{04}")
  #expect(try terminal.end().rows.allSatisfy { !$0.contains("waits") })
}

@Test func nobodyIsToldWithoutReceipts() throws {
  let talking = try Talking()
  let terminal = try talking.terminal(["--no-receipts"])
  try talking.receive("asks", id: "id-1")
  try terminal.wait("> asks$")
  try talking.until("it is read") { try talking.conversation.names(in: .cur).count == 1 }
  #expect(try talking.conversation.names(in: .out).isEmpty)
}
