import Glibc
import MailQueue
import TestFiles
import Testing

@Test func aTakenMessageIsNobodyElses() throws {
  try withDirectory { path in
    let queue = try MailQueue(in: path)
    let names = try queue.put(hello, for: [try envelope("bob"), try envelope("carol")])
    let other = try Running.probe("mail-queue-probe", "take", path, names[0])
    #expect(other.line() == "taken")
    #expect(try !queue.canTake(names[0]))
    #expect(try queue.isTaken(names[0]))
    #expect(try !queue.isTaken(names[1]))
    #expect(try queue.canTake(names[1]))
    // Whoever has it and is killed gives it back.
    _ = other.kill()
    #expect(try !queue.isTaken(names[0]))
    #expect(try queue.canTake(names[0]))
  }
}

@Test func severalSendersSendEachOnce() throws {
  try withDirectory { path in
    let queue = try MailQueue(in: path)
    for _ in 0..<30 { _ = try queue.put(hello, for: [try envelope("bob"), try envelope("carol")]) }
    let senders = try (0..<4).map { _ in try Running.probe("mail-queue-probe", "send", path) }
    let sent = senders.flatMap { $0.end() }
    #expect(sent.count == 60)
    #expect(Set(sent).count == 60)
    #expect(try queue.names(in: .waiting).isEmpty)
  }
}
