import FuzzEntries
import MailQueue
import Processes
import TestFiles
import Testing

@Test func aBrokenFileIsTakenWithoutAnEnvelope() throws {
  try withDirectory { path in
    let queue = try MailQueue(in: path)
    let name = try queue.put(hello, for: [try envelope()])[0]
    let broken = "1764000000.000000.0123456789abcdef"
    try File.create(path + "/queue/waiting/" + broken, Array("garbage".utf8))
    try File.create(path + "/queue/waiting/README", [])
    #expect(try queue.names(in: .waiting) == [broken, name])
    let mail = try queue.taken(broken)
    #expect(mail.envelope == nil)
    #expect(mail.queued == 1_764_000_000)
    try mail.fail(Attempt(next: 0, tries: 0, reason: "it is no message"), queue)
    #expect(try queue.names(in: .failed) == [broken])
    #expect(try !queue.canTake("../waiting"))
  }
}

@Test func everyPastEnvelopeIsHandled() throws { #expect(try Corpus.replay("envelope", fuzzEnvelope) >= 8) }
