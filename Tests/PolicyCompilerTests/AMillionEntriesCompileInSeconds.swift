import Foundation
import Policy
import PolicyCompiler
import Processes
import TestSupport
import Testing

@Test func aMillionEntriesCompileInSeconds() throws {
  var text = ""
  text.reserveCapacity(40_000_000)
  for index in 1...1_000_000 { text += "user\(index)@host\(index % 977).example.org\n" }
  let directory = try PolicyDirectory("list big big\nallow * list=big\n", files: ["big": text])
  let start = ContinuousClock.now
  let (numbers, policy) = try directory.compile()
  let duration = ContinuousClock.now - start
  print("1,000,000 entries compile in \(duration)")
  #expect(numbers.entries == 1_000_000)
  #expect(duration < .seconds(15))
  for index in [1, 2, 499_999, 999_999, 1_000_000] {
    let entry = ListEntry.email(normalising: "user\(index)@HOST\(index % 977).example.org")
    #expect(policy.lists(holding: entry) == [0])
  }
  #expect(policy.lists(holding: .email(normalising: "user0@host0.example.org")).isEmpty)
}

@Test func oneEntryThousandsOfTimesIsRefusedAtOnce() throws {
  let text = String(repeating: "alice@example.org\n", count: 200_000)
  let directory = try PolicyDirectory("list big big\nallow * list=big\n", files: ["big": text])
  #expect(directory.error == "big:4097:1: the same entry is there more than 4096 times")
}

@Test func linesAreWholeWhereverTheirPartsWereRead() throws {
  // Lines of many lengths, so that the ends of the parts that are read fall everywhere in them.
  var (text, entries): (String, [String]) = ("", [])
  for index in 0..<60_000 {
    let entry = "u\(index)\(String(repeating: "x", count: index % 61))@example.org"
    entries.append(entry)
    text += entry + (index % 7 == 0 ? "  # a comment\r\n" : "\n")
  }
  text += "last@example.org"
  let (numbers, policy) = try PolicyDirectory("list big big\nallow * list=big\n", files: ["big": text]).compile()
  #expect(numbers.entries == 60_001)
  let missing = (entries + ["last@example.org"]).filter { policy.lists(holding: .email(normalising: $0)) != [0] }
  #expect(missing.isEmpty)
}
