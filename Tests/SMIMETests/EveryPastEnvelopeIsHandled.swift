import FuzzEntries
import Testing

@Test func everyPastEnvelopeIsHandled() throws { #expect(try Corpus.replay("cms", changed: 1000, fuzzCMS) >= 10) }
