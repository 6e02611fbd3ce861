import Conversations
import Processes
import Testing

@Test func whoIsWritingIsShown() throws {
  let talking = try Talking()
  let live = try talking.conversation.takeLive()
  let terminal = try talking.terminal()
  try terminal.wait("-- connected$")
  try terminal.type("my own words")
  try talking.conversation.setTyping(until: Clock.unixSeconds + 60)
  try terminal.wait("^\\(bob is writing\\) bob> my own words$")
  try talking.conversation.setTyping(until: nil)
  try terminal.wait("^bob> my own words$")
  // Where nobody says that it has ended, it ends.
  try talking.conversation.setTyping(until: Clock.unixSeconds + 2)
  try terminal.wait("^\\(bob is writing\\) bob> my own words$")
  try terminal.wait("^bob> my own words$")
  _ = consume live
}

@Test func whoIsWritingIsTold() throws {
  let talking = try Talking()
  let terminal = try talking.terminal()
  try terminal.type("/his")
  try terminal.wait("/his$")
  #expect(try talking.conversation.composing() == nil)
  try terminal.type("\u{15}words")
  try talking.until("the person is writing") { try talking.conversation.composing() != nil }
  try terminal.type("\r/quit\r")
  #expect(try terminal.end().status == 0)
  #expect(try talking.conversation.composing() == nil)
}

@Test func nobodyIsToldOfTypingWhoIsNotMeantTo() throws {
  let talking = try Talking()
  let live = try talking.conversation.takeLive()
  let terminal = try talking.terminal(["--no-typing"])
  try talking.conversation.setTyping(until: Clock.unixSeconds + 60)
  try terminal.type("words")
  try talking.receive("hello")
  try terminal.wait("> hello$", "^bob> words$")
  #expect(try talking.conversation.composing() == nil)
  _ = consume live
}
