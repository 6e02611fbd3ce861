import FuzzEntries
import Testing

@Test func everyPastCommandIsHandled() throws { #expect(try Corpus.replay("ftp-command", fuzzFTPCommand) >= 15) }

@Test func everyPastPathIsHandled() throws { #expect(try Corpus.replay("ftp-path", fuzzFTPPath) >= 15) }
