import Foundation
import FuzzEntries
import Testing

@Test func theCorpusAndItsDamagedCopiesAreSurvived() throws {
  let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fuzz/corpus/handler")
  let files = try FileManager.default.contentsOfDirectory(at: corpus, includingPropertiesForKeys: nil)
  #expect(files.count >= 10)
  var generator = SplitMix(state: 4605)
  for file in files {
    let bytes = [UInt8](try Data(contentsOf: file))
    fuzzHandlerFile(bytes)
    for _ in 0..<200 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !damaged.isEmpty {
        let at = Int.random(in: damaged.indices, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: damaged[at] = UInt8.random(in: 0...255, using: &generator)
        case 1: damaged.remove(at: at)
        default: damaged.insert("\\\n\"'=[]%$;#x".utf8.randomElement(using: &generator) ?? 0, at: at)
        }
      }
      fuzzHandlerFile(damaged)
    }
  }
}

/// Repeatable, so that a failure can be found again.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
