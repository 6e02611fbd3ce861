import CPIM
import Conversations
import Foundation
import Talk
import TestSupport
import Testing

@Test func withoutATerminalItIsLineByLine() throws {
  let talking = try Talking()
  let child = try ChildProcess(talking.command(), environment: ["TERM": "xterm"])
  try child.output.wait(for: "-- not connected")
  try talking.receive("one\ntwo")
  try child.output.wait(for: " <Bob Builder> one\n         two\n")
  child.write("hello\r\n\n/frobnicate\n//slash\nlast")
  child.closeInput()
  #expect(try child.wait() == 0)
  try child.output.waitForEnd()
  #expect(try talking.waiting().map(\.message.text) == ["hello", "/slash", "last"])
  let output = child.output.text
  #expect(output.contains(" me #1: hello\n") && output.contains("#2 waiting\n"))
  #expect(output.contains("-- not sent: no such command"))
  #expect(output.hasSuffix("         -- 3 messages wait; peertls deliver delivers\n"))
  #expect(!output.contains("\u{1B}") && !output.contains("bob>"))
  #expect(child.errors.text.isEmpty)
}

@Test func aLineThatCannotBeSentIsRefusedInOneLine() throws {
  let talking = try Talking()
  let child = try ChildProcess(talking.command())
  let longest = String(repeating: "x", count: OutgoingText.maximumBytes)
  child.write(longest + "\r\n" + longest + "y\n" + String(repeating: "z", count: 300_000) + "\n")
  child.write([0xFF, 0xFE, 0x0A])
  child.write("fine\n")
  child.closeInput()
  #expect(try child.wait() == 0)
  try child.output.waitForEnd()
  #expect(try talking.waiting().map(\.message.text) == [longest, "fine"])
  let refused = child.output.text.components(separatedBy: "\n").filter { $0.contains("-- not sent") }
  #expect(
    refused.map { $0.drop { " -".contains($0) } } == [
      "not sent: a message has at most 61440 bytes, and this one 61441",
      "not sent: a message has at most 61440 bytes, and this line more", "not sent: the line is not UTF-8",
    ])
}

@Test func aDumbTerminalIsNotEditedOn() throws {
  let talking = try Talking()
  let terminal = try TestTerminal(talking.command(), rows: 24, columns: 80, name: "dumb")
  #expect(try terminal.ask(["wait": ["-- not connected"]]).isRaw == false)
  try terminal.type("hello\n")
  try terminal.wait("me #1: hello$")
  try terminal.type("\u{04}")
  #expect(try terminal.end().status == 0)
}

@Test func whatWasTypedLastGoesBeforeTheEnd() throws {
  let talking = try Talking()
  let live = try talking.conversation.takeLive()
  let child = try ChildProcess(talking.command())
  child.write("hello\n")
  child.closeInput()
  let name = try talking.waiting(count: 1)[0].name
  try talking.conversation.markSent(name)
  #expect(try child.wait() == 0)
  try child.output.waitForEnd()
  #expect(child.output.text.hasSuffix(" me #1: hello\n         #1 sent\n"), "\(child.output.text)")
  _ = consume live
}

@Test func whoIsNoContactIsNobodyToTalkTo() throws {
  let talking = try Talking()
  var command = talking.command()
  command[command.count - 1] = "nobody"
  let child = try ChildProcess(command)
  #expect(try child.wait() == 66)
  let wrong = try ChildProcess(talking.command(["--lines", "1001"]))
  #expect(try wrong.wait() == 64)
}
