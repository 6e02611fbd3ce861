import Foundation
import TestSupport
import Testing

private func terminal(_ command: [String], columns: Int = 80, name: String = "xterm") throws -> TestTerminal {
  try TestTerminal(command, rows: 24, columns: columns, name: name)
}

@Test func eachFileHasABar() throws {
  let transferring = try Transferring()
  try transferring.make("here/large.bin", 3 * mebibyte)
  try transferring.make("here/small", 5)
  let answer = try terminal(transferring.command("send", ["large.bin", "small"])).end()
  #expect(answer.status == 0 && answer.isSame == true && answer.rows.count == 2, "\(answer.rows)")
  #expect(
    answer.rows[0].wholeMatch(of: /large\.bin +\[=+\] 100%   3\.0 MiB +[\d.]+ [KMG]iB\/s +\d:\d\d/) != nil,
    "\(answer.rows)")
  #expect(answer.rows[1].hasPrefix("small ") && answer.rows[1].contains("100%       5 B"))
  let again = try terminal(transferring.command("send", ["large.bin"])).end()
  #expect(
    again.rows.count == 1 && again.rows[0].hasSuffix("100%   3.0 MiB  there already, SHA-256 verified"), "\(again.rows)"
  )
}

@Test func theBarFollowsTheTerminalAndEndsWithIt() throws {
  let transferring = try Transferring(["stall": true])
  let name = "a long name that is cut where the terminal is narrow.bin"
  try transferring.make("there/pub/" + name, mebibyte)
  let shown = try terminal(transferring.command("get", ["pub/" + name]), columns: 120)
  try shown.wait("^….*narrow\\.bin \\[ +\\]   0%       0 B")
  try shown.ask(["resize": [24, 50]])
  try shown.wait("^….{10,25}narrow\\.bin   0%")
  try shown.type("\u{03}")
  let answer = try shown.end()
  #expect(answer.status == -SIGINT && answer.isSame == true)
  #expect(answer.rows.joined().contains("peertls: interrupted; what has gone is kept"), "\(answer.rows)")
}

@Test func withoutATerminalThereIsALineForEachFile() throws {
  let transferring = try Transferring()
  try transferring.make("here/a", 5)
  let lines = try transferring.run("send", "a")
  #expect(lines.output == "a: sent, SHA-256 verified, 5 B\n" && lines.errors.isEmpty)
  let dumb = try terminal(transferring.command("send", ["a"]), name: "dumb").end()
  #expect(dumb.rows == ["a: there already, SHA-256 verified, 5 B"])
  // Nobody reads the lines, and the files go all the same.
  try transferring.make("here/b", 5)
  let closed = try ChildProcess(["sh", "-c", "\"$@\" | true", "sh"] + transferring.command("send", ["a", "b"]))
  #expect(try closed.wait() == 0)
  #expect(transferring.contents("there/incoming/b")?.count == 5)
}

@Test func quietIsQuiet() throws {
  let transferring = try Transferring(["features": withoutHash])
  try transferring.make("here/a", 5)
  let quiet = try transferring.run("send", "a", options: ["-q"])
  #expect(quiet.code == 0 && quiet.output.isEmpty && quiet.errors.isEmpty, "\(quiet.errors)")
  let shown = try terminal(transferring.command("send", ["a", "nothing"], options: ["--quiet"])).end()
  #expect(shown.rows == ["peertls: nothing: No such file or directory"] && shown.status == 66)
}

@Test func aBreakIsToldAboveTheBar() throws {
  let transferring = try Transferring(["breaks": [100_000]])
  try transferring.make("here/a", mebibyte)
  let answer = try terminal(transferring.command("send", ["a"]), columns: 130).end()
  #expect(answer.status == 0 && answer.rows.count == 2, "\(answer.rows)")
  #expect(
    answer.rows[0].hasPrefix("peertls: bob ended the connection") && answer.rows[1].hasPrefix("a  "), "\(answer.rows)")
}
