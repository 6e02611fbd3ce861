import FuzzEntries
import Handoff
import Testing

@Test func theCorpusAndEveryOneByteChangeOfItAreSurvived() throws {
  let inputs = try Corpus.inputs("message")
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
  let inputs = Set(try Corpus.inputs("message"))
  for message in Samples.toAcceptor { #expect(inputs.contains(message.encode())) }
  for message in Samples.toSession { #expect(inputs.contains(message.encode())) }
  for message in Samples.fromHandler { #expect(inputs.contains(message.encode())) }
  for message in Samples.toHandler { #expect(inputs.contains(message.encode())) }
  for message in Samples.ownerRequests { #expect(inputs.contains(message.encode())) }
  for message in Samples.ownerAnswers { #expect(inputs.contains(message.encode())) }
  for message in Samples.toSigner { #expect(inputs.contains(message.encode())) }
  for message in Samples.fromSigner { #expect(inputs.contains(message.encode())) }
  for message in Samples.signRequests { #expect(inputs.contains(message.encode())) }
  for message in Samples.signAnswers { #expect(inputs.contains(message.encode())) }
}
