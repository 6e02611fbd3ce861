import Foundation
import TestSupport
import Testing

private let truncated = 2
private let nobodyCame = 4
private let pipeFailed = 5

@Test func anUploadWithoutCloseNotifyIsTruncated() throws {
  let handler = try DataHandler()
  let up = try handler.connect(try handler.listen(1))
  _ = try handler.answer("connected 1")
  handler.control.write("receive 1\n")
  up.write("half a file")
  up.vanish()
  let ended = try handler.answer("ended 1 ")
  #expect(ended[1] == truncated)
  #expect(try handler.answer("read 1 ") == [1, ended[2]])
}

@Test func aHandlerThatSaysNotThatItIsAllEndsNothing() throws {
  let handler = try DataHandler()
  let down = try handler.connect(try handler.listen(1))
  #expect(try handler.ask("half 1 1000", answer: "ended 1 ") == [1, pipeFailed, 1000])
  try down.waitForEnd()
  #expect(down.errors.text.contains("unexpected eof") || down.errors.text.contains("errno=104"), "\(down.errors.text)")
}

@Test func aPipeThatNobodyReadsIsToldAtOnce() throws {
  let handler = try DataHandler()
  let up = try handler.connect(try handler.listen(1))
  _ = try handler.answer("connected 1")
  #expect(try handler.ask("deaf 1", answer: "ended 1 ") == [1, pipeFailed, 0])
  try up.waitForEnd()
}

@Test func aKilledHandlerEndsNothing() throws {
  let handler = try DataHandler()
  let down = try handler.connect(try handler.listen(1))
  handler.control.write("send 1 10000000000\n")
  try down.output.wait(forBytes: 1_000_000, seconds: 10)
  for pid in ProcessTable.descendants(of: handler.node.pid, running: "program") { kill(pid, SIGKILL) }
  try down.waitForEnd()
  #expect(down.errors.text.contains("unexpected eof") || down.errors.text.contains("errno=104"), "\(down.errors.text)")
}

@Test func closingBreaksTheConnection() throws {
  let handler = try DataHandler()
  let down = try handler.connect(try handler.listen(1))
  handler.control.write("send 1 10000000000\n")
  try down.output.wait(forBytes: 1_000_000, seconds: 10)
  handler.control.write("close 1\n")
  try down.waitForEnd()
  #expect(down.errors.text.contains("errno=104"), "\(down.errors.text)")
  // And the next port is as good as the first.
  let again = try handler.connect(try handler.listen(2))
  #expect(try handler.ask("send 2 10", answer: "ended 2 ") == [2, 1, 10])
  try again.waitForEnd()
}

@Test func whatIsOverIsKnownByItsNumber() throws {
  let handler = try DataHandler()
  #expect(try handler.ask("send 7 10", answer: "ended 7 ") == [7, nobodyCame, 0])
  let first = try handler.listen(1)
  let second = try handler.listen(2)
  #expect(try handler.ask("receive 1", answer: "ended 1 ") == [1, nobodyCame, 0])
  #expect(throws: TestFailure.self) { try RawConnection(handler.node, port: first) }
  let alice = try handler.connect(second)
  #expect(try handler.ask("send 2 10", answer: "ended 2 ") == [2, 1, 10])
  try alice.waitForEnd()
}

@Test func aHandlerThatSpeaksNonsenseIsHungUp() throws {
  let handler = try DataHandler()
  handler.control.write("nonsense 9\n")
  try handler.control.waitForEnd()
  let closed = try handler.node.trail.wait(for: .sessionClosed)
  #expect(closed[.reason]?.hasPrefix("the handler's pipe") == true && closed[.exit] == "SIGHUP", "\(closed)")
}

@Test func bytesOfDataConnectionsAreInTheClosingRecord() throws {
  let handler = try DataHandler()
  let down = try handler.connect(try handler.listen(1))
  #expect(try handler.ask("send 1 3000000", answer: "ended 1 ")[2] == 3_000_000)
  try down.waitForEnd()
  handler.control.finish()
  try handler.control.waitForEnd()
  let closed = try handler.node.trail.wait(for: .sessionClosed)
  #expect((closed[.bytesOut].flatMap { Int($0) } ?? 0) >= 3_000_000, "\(closed)")
}
