import Foundation
import TestSupport
import Testing

@Test(arguments: [
  ["frobnicate"], ["node", "init"], ["node", "frobnicate"], ["policy", "check", "--frobnicate"],
  ["policy", "check", "--config", ""], ["policy", "explain"], ["connect", "bob"], ["audit", "-n", "many"],
  ["audit", "--since", "2026-02-30"], ["audit", "--since", "2027-02-29"], ["audit", "--since", "2026-04-31"],
  ["frob\u{1b}[2J\nnicate"],
]) func aUsageErrorIsOneLine(_ arguments: [String]) throws {
  let child = try ChildProcess([Programs.path("peertls")] + arguments)
  child.closeInput()
  #expect(try child.wait() == 64)
  try child.output.waitForEnd()
  try child.errors.waitForEnd()
  let said = child.errors.text
  #expect(child.output.text.isEmpty && said.hasPrefix("peertls: ") && said.hasSuffix("\n"), "\(said)")
  #expect(said.split(separator: "\n", omittingEmptySubsequences: false).count == 2, "\(said)")
  #expect(!said.contains("\u{1b}"))
}

@Test func anArgumentIsTextOrRefused() throws {
  let scratch = try Scratch()
  let directory = scratch.path + "/node"
  let child = try ChildProcess([
    "sh", "-c", "exec \"$0\" node init \"$1\" --email a@b --name \"$(printf 'a\\377')\"", Programs.path("peertls"),
    directory,
  ])
  #expect(try child.wait() == 64)
  try child.errors.waitForEnd()
  #expect(child.errors.text == "peertls: argument 7 is not UTF-8\n")
  #expect(!FileManager.default.fileExists(atPath: directory))
}

@Test func aBadTimeIsToldWhichTimesThereAre() throws {
  let run = try peertls("audit", "--since", "yesterday")
  #expect(run.code == 64)
  #expect(
    run.errors.contains("--since")
      && run.errors.contains("expected 2026-01-31, \"2026-01-31 18:00\", or how long ago: 90s"))
  #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
}
