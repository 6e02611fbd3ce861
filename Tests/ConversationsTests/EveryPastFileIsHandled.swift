import FuzzEntries
import Processes
import Testing

/// The corpus, and each of its files with each byte changed, taken out or doubled.
@Test func theCorpusAndItsDamagedCopiesAreSurvived() throws {
  let tests = #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()
  let corpus = try Directory(tests + "/Fuzz/corpus/peer")
  let names = try corpus.names()
  #expect(names.count >= 4)
  for name in names {
    let input = try corpus.contents(name, limit: 100_000)
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
