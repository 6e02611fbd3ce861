import Foundation
import TestSupport
import Testing

@Test func compileReplacesThePolicyWholeOrNot() throws {
  let directory = try PolicyDirectory(
    "list friends friends\nallow * list=friends\n", files: ["friends": "a@example.org\n"])
  let output = directory.path + "/policy.cdb"
  let first = try peertls("policy", "compile", "--config", directory.path)
  #expect(first.code == 0 && first.output == "1 rule, 0 anchors, 1 list, 1 entry, 0 services\n")
  let compiled = try Data(contentsOf: URL(filePath: output))

  try directory.scratch.write("friends", "a@example.org\nb@example.org c\n")
  let second = try peertls("policy", "compile", "--config", directory.path)
  #expect(second.code == 1 && second.output.isEmpty)
  #expect(
    second.errors == "peertls: \(directory.path)/friends:2:15: found \"c\"; expected one entry a line "
      + "(quote a userid with spaces)\n")
  #expect(try Data(contentsOf: URL(filePath: output)) == compiled, "the one in force stays")
  #expect(try directory.scratch.everything(in: "") == ["friends", "policy", "policy.cdb"])

  try directory.scratch.write("friends", "a@example.org\nb@example.org\n")
  #expect(try peertls("policy", "compile", "--config", directory.path).code == 0)
  #expect(try Data(contentsOf: URL(filePath: output)) != compiled)
}
