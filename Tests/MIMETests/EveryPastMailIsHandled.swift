import FuzzEntries
import Testing

@Test func everyPastMailIsHandled() throws { #expect(try Corpus.replay("mail", fuzzMail) >= 15) }
