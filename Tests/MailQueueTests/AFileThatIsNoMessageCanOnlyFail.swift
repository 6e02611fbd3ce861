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

@Test func whatIsNoFileIsPutAside() throws {
  try withDirectory { path in
    let queue = try MailQueue(in: path)
    let name = try queue.put(hello, for: [try envelope()])[0]
    let link = "1764000000.000000.0123456789abcdef"
    try Directory(path + "/queue/waiting").makeLink(link, to: name)
    #expect(try queue.look(at: link, in: .waiting) == nil)
    #expect(try !queue.canTake(link))
    #expect(try queue.putAside(link))
    #expect(try !queue.putAside(link))
    #expect(try !queue.putAside(name))
    #expect(try queue.names(in: .waiting) == [name])
    #expect(try queue.names(in: .failed) == [link])
  }
}

@Test func provingThatItCanBeRemovedLeavesNothing() throws {
  try withDirectory { path in
    let queue = try MailQueue(in: path)
    try queue.proveRemoval()
    try queue.proveRemoval()
    #expect(try Directory(path + "/queue/waiting").names().isEmpty)
  }
}

@Test func everyPastEnvelopeIsHandled() throws { #expect(try Corpus.replay("envelope", fuzzEnvelope) >= 8) }
