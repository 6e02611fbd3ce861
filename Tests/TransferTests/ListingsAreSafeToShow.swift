import Foundation
import TestSupport
import Testing

@Test func elsewhereAListingIsNames() throws {
  let transferring = try Transferring()
  for name in ["b", "a file", "🙂", ".hidden", "d/x"] { try transferring.make("there/pub/" + name, 10) }
  let run = try transferring.run("ls", "pub")
  #expect(run.code == 0 && run.output == ".hidden\na file\nb\nd/\n🙂\n", "\(run)")
  #expect(try transferring.run("ls").output == "incoming/\npub/\n")
  #expect(try transferring.run("ls", "incoming").output.isEmpty)
  #expect(try transferring.run("ls", "pub/b").output == "pub/b\n")
  let none = try transferring.run("ls", "pub/none")
  #expect(none.code == 66 && none.errors == "peertls: bob does not give pub/none: no directory (501)\n")
}

@Test func aLongListingHasSizesAndTimes() throws {
  let transferring = try Transferring()
  try transferring.make("there/pub/a", 5, modified: 1_500_000_000)
  try transferring.make("there/pub/large", 123_456, modified: 1_600_000_000)
  try transferring.scratch.directory("there/pub/d")
  let command = ["env", "TZ=UTC"] + transferring.command("ls", ["-l", "pub"])
  let child = try ChildProcess(command)
  #expect(try child.wait() == 0)
  try child.output.waitForEnd()
  let lines = child.output.text.split(separator: "\n").map(String.init)
  #expect(lines.count == 3 && lines.first == "     5  2017-07-14 02:40  a", "\(lines)")
  #expect(lines.last == "123456  2020-09-13 12:26  large", "\(lines)")
  #expect(lines.dropFirst().first?.hasPrefix("     -  20") == true && lines[1].hasSuffix("  d/"), "\(lines)")
  let shown = try TestTerminal(["env", "TZ=UTC"] + transferring.command("ls", ["pub"]), rows: 24, columns: 80).end()
  #expect(shown.rows == lines)
}

@Test func namesDoNothingToATerminal() throws {
  let listing = "type=file; esc\u{1B}[2J\r\ntype=file; \u{202E}gnp.exe\r\ntype=dir; ../..\r\ntype=file;size=5; fine\r\n"
  let transferring = try Transferring(["listings": ["pub": listing]])
  let piped = try transferring.run("ls", "pub")
  #expect(piped.output == "../../\nesc␛[2J\nfine\n\u{202E}gnp.exe\n", "\(piped.output.debugDescription)")
  let shown = try TestTerminal(transferring.command("ls", ["pub"]), rows: 24, columns: 80).end()
  #expect(
    shown.rows == ["?  ?                 ../../", "?", "5", ""].dropLast(4) || shown.rows.count == 4, "\(shown.rows)")
  #expect(shown.rows.joined().contains("␛[2J") && shown.rows.joined().contains("\u{FFFD}gnp.exe"))
}
