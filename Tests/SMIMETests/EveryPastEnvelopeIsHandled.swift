import Foundation
import FuzzEntries
import Testing

/// The contents of Tests/Fuzz/corpus/cms.
private func corpus() throws -> [[UInt8]] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fuzz/corpus/cms")
  return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    .map { [UInt8](try Data(contentsOf: $0)) }
}

@Test func everyPastEnvelopeIsHandled() throws {
  let inputs = try corpus()
  #expect(inputs.count >= 10)
  for input in inputs { fuzzCMS(input) }
}

/// Some hundred changed inputs in every test run; a fuzzer makes many more.
@Test func changedEnvelopesAreHandled() throws {
  let inputs = try corpus()
  for _ in 0..<1000 {
    guard var input = inputs.randomElement(), !input.isEmpty else { continue }
    for _ in 0..<Int.random(in: 1...3) { input[Int.random(in: input.indices)] ^= 1 << UInt8.random(in: 0...7) }
    fuzzCMS(input)
  }
}
