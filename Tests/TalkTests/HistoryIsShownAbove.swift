import CPIM
import Conversations
import Processes
import Talk
import TestSupport
import Testing

extension Talking {
  /// What was said before: received and read, sent, refused, waiting.
  fileprivate func said() throws {
    let day: UInt64 = 86_400_000_000
    try receive("long ago", now: Clock.unixMicroseconds - 2 * day)
    try receive("read", now: Clock.unixMicroseconds - day)
    for name in try conversation.names(in: .new) { try conversation.markRead(name) }
    let (sent, failed) = (try put("taken"), try put("refused"))
    try conversation.markSent(sent)
    #expect(try conversation.markDisposition(sent, .displayed))
    try conversation.markFailed(failed, reason: "415 Unsupported Media Type")
    _ = try put("still here")
  }

  fileprivate func put(_ text: String) throws -> String {
    try conversation.put(OutgoingText.message(text, microseconds: Clock.unixMicroseconds))
  }
}

@Test func historyIsShownAbove() throws {
  let talking = try Talking()
  try talking.said()
  try talking.receive("unread")
  let terminal = try talking.terminal(columns: 100)
  let rows = try terminal.wait("> unread$")
  let texts = rows.map { $0.drop { $0.isNumber || $0 == ":" } }.filter { !$0.contains("--") }
  #expect(
    texts == [
      " <Bob Builder> long ago", " <Bob Builder> read", " me #1 (read): taken",
      " me #2 (failed: 415 Unsupported Media Type): refused", " me #3 (waiting): still here", " <Bob Builder> unread",
      "bob>",
    ])
  // The days are said where they change, and what is unread.
  let remarks = rows.filter { $0.contains("--") }.map { $0.drop { "- ".contains($0) } }
  let day = { (days: UInt64) in Clock.localText(Clock.unixMicroseconds - days * 86_400_000_000).prefix(10) }
  #expect(remarks.contains("new: 1"))
  #expect(remarks.filter { $0.hasPrefix("20") } == [day(2), day(1), day(0)])
  try talking.until("nothing is unread") { try talking.conversation.names(in: .new).isEmpty }
}

@Test func asMuchHistoryIsShownAsIsAskedFor() throws {
  let talking = try Talking()
  try talking.said()
  let few = try talking.terminal(["--lines", "2"])
  var rows = try few.wait("still here$")
  #expect(rows.count { $0.contains(" me #") } == 2)
  #expect(rows.allSatisfy { !$0.contains("taken") })
  try few.type("/history 4\r")
  rows = try few.wait("> read$", "taken$", "(?s)still here.*still here")
  #expect(rows.count { $0.contains("still here") } == 2)
  let none = try talking.terminal(["--lines", "0"])
  rows = try none.wait("-- not connected")
  #expect(rows.allSatisfy { !$0.contains(" me #") })
}

@Test func twoWindowsShowTheSame() throws {
  let talking = try Talking()
  let (one, other) = (try talking.terminal(), try talking.terminal())
  try one.type("from the first\r")
  try other.wait("me #1: from the first$")
  try other.type("from the second\r")
  try one.wait("me #2: from the second$")
  for count in 1...20 { try talking.receive("both \(count)") }
  for window in [one, other] {
    let rows = try window.wait("both 20$")
    for count in 1...20 { #expect(rows.count { $0.hasSuffix("> both \(count)") } == 1) }
  }
  for name in try talking.waiting(count: 2).map(\.name) { try talking.conversation.markSent(name) }
  try one.wait("^ {9}#1 #2 sent$|#2 sent$")
  try other.wait("^ {9}#1 #2 sent$|#2 sent$")
}
