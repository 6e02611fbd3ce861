import FuzzEntries
import Testing

@Test func everyPastStreamIsHandled() throws { #expect(try Corpus.replay("sip", fuzzSIP) >= 20) }
