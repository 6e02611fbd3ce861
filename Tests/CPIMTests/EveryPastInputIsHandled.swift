import Foundation
import FuzzEntries
import Testing

enum Corpus {
  static func files(_ name: String) throws -> [[UInt8]] {
    let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fuzz/corpus/\(name)")
    return try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
      .sorted { $0.path < $1.path }.map { [UInt8](try Data(contentsOf: $0)) }
  }
}

@Test(arguments: ["cpim", "imdn", "composing"])
func theCorpusAndItsDamagedCopiesAreSurvived(_ name: String) throws {
  let inputs = try Corpus.files(name)
  #expect(inputs.count >= 8)
  var generator = SplitMix(state: 4605)
  for input in inputs {
    for bytes in [input] + (0..<200).map({ _ in generator.damage(input) }) {
      switch name {
      case "cpim": fuzzCPIM(bytes)
      case "imdn": fuzzIMDN(bytes)
      default: fuzzComposing(bytes)
      }
    }
  }
}

/// Repeatable, so that a failure can be found again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  /// The input with one to four bytes changed, taken out or put in.
  mutating func damage(_ input: [UInt8]) -> [UInt8] {
    var damaged = input
    for _ in 0..<Int.random(in: 1...4, using: &self) where !damaged.isEmpty {
      let at = Int.random(in: damaged.indices, using: &self)
      switch Int.random(in: 0..<3, using: &self) {
      case 0: damaged[at] = UInt8.random(in: 0...255, using: &self)
      case 1: damaged.remove(at: at)
      default: damaged.insert("\\\r\n\"<>;:./& ".utf8.randomElement(using: &self) ?? 0, at: at)
      }
    }
    return damaged
  }
}
