import FuzzEntries
import Testing

/// The corpus, and each of its files with each byte changed, taken out or doubled.
@Test func theCorpusAndItsDamagedCopiesAreSurvived() throws {
  let inputs = try Corpus.inputs("peer")
  #expect(inputs.count >= 4)
  for input in inputs {
    fuzzPeer(input)
    for at in input.indices {
      for byte in [0, 10, 32, 47, 58, 64, 255] as [UInt8] {
        var damaged = input
        damaged[at] = byte
        fuzzPeer(damaged)
      }
      fuzzPeer(Array(input[..<at] + input[(at + 1)...]))
      fuzzPeer(Array(input[...at] + input[at...]))
    }
  }
}
