import FuzzEntries
import Testing

@Test func everyPastMessageIsHandled() throws { #expect(try Corpus.replay("cpim", fuzzCPIM) >= 8) }

@Test func everyPastNotificationIsHandled() throws { #expect(try Corpus.replay("imdn", fuzzIMDN) >= 8) }

@Test func everyPastComposingIsHandled() throws { #expect(try Corpus.replay("composing", fuzzComposing) >= 8) }
