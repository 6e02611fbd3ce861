import FuzzEntries
import Testing

@Test func everyPastHandlerFileIsHandled() throws { #expect(try Corpus.replay("handler", fuzzHandlerFile) >= 10) }
