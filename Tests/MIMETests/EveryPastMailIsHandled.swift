import Foundation
import FuzzEntries
import Testing

/// The contents of Tests/Fuzz/corpus/mail.
private func corpus() throws -> [[UInt8]] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fuzz/corpus/mail")
  return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    .map { [UInt8](try Data(contentsOf: $0)) }
}

@Test func everyPastMailIsHandled() throws {
  let inputs = try corpus()
  #expect(inputs.count >= 15)
  for input in inputs { fuzzMail(input) }
}

/// A few thousand changed inputs in every test run; a fuzzer makes many more.
@Test func changedMailIsHandled() throws {
  let inputs = try corpus()
  for _ in 0..<5000 {
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
    fuzzMail(input)
  }
}
