import Foundation
import FuzzEntries
import Handoff
import Testing

private func corpus() throws -> [[UInt8]] {
  let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fuzz/corpus/message")
  return try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
    .map { [UInt8](try Data(contentsOf: $0)) }
}

@Test func theCorpusAndEveryOneByteChangeOfItAreSurvived() throws {
  let inputs = try corpus()
  #expect(inputs.count >= 8)
  for input in inputs {
    fuzzMessages(input)
    for index in input.indices {
      var damaged = input
      for change in [0x01, 0x80, 0xff] as [UInt8] {
        damaged[index] = input[index] ^ change
        fuzzMessages(damaged)
      }
    }
  }
}

@Test func theCorpusHasOneOfEverything() throws {
  let inputs = Set(try corpus())
  for message in Samples.toAcceptor { #expect(inputs.contains(message.encode())) }
  for message in Samples.toSession { #expect(inputs.contains(message.encode())) }
  for message in Samples.fromHandler { #expect(inputs.contains(message.encode())) }
  for message in Samples.toHandler { #expect(inputs.contains(message.encode())) }
}
