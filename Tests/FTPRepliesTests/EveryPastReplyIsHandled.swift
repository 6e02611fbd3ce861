import FuzzEntries
import Testing

@Test func everyPastReplyIsHandled() throws { #expect(try Corpus.replay("ftp-reply") { fuzzFTPReply($0) } >= 12) }

@Test func everyPastFactIsHandled() throws { #expect(try Corpus.replay("ftp-facts") { fuzzFTPFacts($0) } >= 12) }
