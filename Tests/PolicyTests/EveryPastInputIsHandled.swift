import FuzzEntries
import Testing

@Test func everyPastInputIsHandled() throws { #expect(try Corpus.replay("policy", fuzzPolicy) >= 10) }
