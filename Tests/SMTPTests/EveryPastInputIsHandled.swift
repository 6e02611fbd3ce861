import Foundation
import FuzzEntries
import Testing

private let entries: [(folder: String, entry: @Sendable ([UInt8]) -> Void)] = [
  ("smtp-stream", fuzzSMTPStream), ("smtp-header", fuzzSMTPHeader), ("smtp-reply", fuzzSMTPReply),
]

private func corpus(_ folder: String) throws -> [[UInt8]] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fuzz/corpus/\(folder)")
  return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    .map { [UInt8](try Data(contentsOf: $0)) }
}

@Test(arguments: entries.indices) func everyPastInputIsHandled(_ index: Int) throws {
  let inputs = try corpus(entries[index].folder)
  #expect(inputs.count >= 15)
  for input in inputs { entries[index].entry(input) }
}

/// A few thousand changed inputs in every test run; a fuzzer makes many more.
@Test(arguments: entries.indices) func changedInputsAreHandled(_ index: Int) throws {
  let inputs = try corpus(entries[index].folder)
  for _ in 0..<3000 {
    guard var input = inputs.randomElement(), let other = inputs.randomElement() else { continue }
    for _ in 0..<Int.random(in: 1...4) where !input.isEmpty {
      let at = Int.random(in: input.indices)
      switch Int.random(in: 0...3) {
      case 0: input[at] = .random(in: 0...255)
      case 1: input.insert(.random(in: 0...255), at: at)
      case 2: input.replaceSubrange(at..., with: other.suffix(max(0, other.count - at)))
      default: input[at] ^= 1 << UInt8.random(in: 0...7)
      }
    }
    entries[index].entry(input)
  }
}
