import Conversations
import Glibc
import TestSupport
import Testing

@Test(arguments: ["\u{04}", "/quit\r"]) func theTerminalIsGivenBackAtTheEnd(_ typed: String) throws {
  let talking = try Talking()
  let terminal = try talking.terminal()
  #expect(try terminal.ask(["wait": ["bob>"]]).isRaw == true)
  try terminal.type(typed)
  let answer = try terminal.end()
  #expect(answer.status == 0 && answer.isSame == true)
  #expect(!answer.rows.contains { $0.hasPrefix("bob>") })
}

@Test(arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGINT]) func theTerminalIsGivenBackAfterASignal(_ signal: Int32) throws {
  let talking = try Talking()
  let terminal = try talking.terminal()
  // What is typed is dropped by the first interrupt (^C), and the next one ends.
  try terminal.type("words")
  try terminal.wait("words$")
  if signal == SIGINT {
    try terminal.type("\u{03}")
    try terminal.wait("^bob>$")
    try terminal.type("\u{03}")
  } else {
    try terminal.ask(["signal": signal])
  }
  let answer = try terminal.end()
  #expect(answer.status == -signal && answer.isSame == true)
  #expect(try talking.conversation.names(in: .out).isEmpty)
}

@Test func endOfFileInALineIsNone() throws {
  let talking = try Talking()
  let terminal = try talking.terminal()
  try terminal.type("wordss\u{1B}[D\u{04}\u{04}\u{04}\r")
  #expect(try talking.waiting(count: 1)[0].message.text == "words")
}

@Test func aTerminalThatGoesAwayEndsIt() throws {
  let talking = try Talking()
  let terminal = try talking.terminal()
  #expect(try terminal.ask(["hang up": true]).status != nil)
}

@Test func itStopsAndGoesOnAsShellsWant() throws {
  let talking = try Talking()
  let command = talking.command().map { "'\($0)'" }.joined(separator: " ")
  let terminal = try TestTerminal(
    ["bash", "--norc", "-c", "set -m; \(command); echo stopped $?; stty -a | grep -o -e '-*icanon'; read; fg"],
    rows: 24,
    columns: 80)
  try terminal.wait("^bob>$")
  try terminal.type("half a ")
  try terminal.wait("half a$")
  try terminal.type("\u{1A}")
  let stopped = try terminal.ask(["wait": ["^stopped 148$", "^icanon$"]])
  #expect(stopped.isRaw == false)
  try talking.receive("meanwhile")
  try terminal.type("\n")
  try terminal.wait("> meanwhile$", "^bob> half a$")
  try terminal.type("line\r")
  #expect(try talking.waiting(count: 1)[0].message.text == "half a line")
  try terminal.type("\u{04}")
  #expect(try terminal.end().isSame == true)
}

@Test func aPauseWithinAKeyKeepsNothingWaiting() throws {
  let talking = try Talking()
  let terminal = try talking.terminal()
  try terminal.type("abc\u{1B}")
  // What comes from here on is shown after the key was given up.
  try terminal.wait("^bob> abc$")
  try talking.receive("hello")
  try terminal.wait("> hello$", "^bob> abc$")
  try terminal.type("d\r")
  #expect(try talking.waiting(count: 1)[0].message.text == "abcd")
}

@Test func aPastedTextIsSeveralMessages() throws {
  let talking = try Talking()
  let terminal = try talking.terminal()
  let lines = (1...40).map { "line \($0) with some words, é and 家" }
  try terminal.type(lines.joined(separator: "\r") + "\r")
  #expect(try talking.waiting(count: 40).map(\.message.text) == lines)
  let rows = try terminal.wait("me #40: ")
  #expect(rows.count { $0.contains(" me #") } == 40)
}
