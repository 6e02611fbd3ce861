import FuzzEntries
import Testing

@Test func everyPastStreamIsHandled() throws { #expect(try Corpus.replay("smtp-stream", fuzzSMTPStream) >= 15) }

@Test func everyPastHeaderIsHandled() throws { #expect(try Corpus.replay("smtp-header", fuzzSMTPHeader) >= 15) }

@Test func everyPastReplyIsHandled() throws { #expect(try Corpus.replay("smtp-reply", fuzzSMTPReply) >= 15) }
