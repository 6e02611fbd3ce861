import Conversations
import Glibc
import Processes
import TestFiles
import Testing

@Test(.enabled(if: canMount, "no right to mount a file system"), arguments: ["size=256k", "size=4m,nr_inodes=32"])
func aFullDiskLosesNothing(_ options: String) throws {
  try withSmallDisk(options) { path throws in
    let store = try ConversationStore(path)
    var conversation = try store.conversation(with: Peer(name: "Alice", key: aKey))
    let message = [UInt8](repeating: 7, count: 9000)
    let waiting = try conversation.put(message)
    var stored: [String] = []
    var refusal: StoringFailure?
    while refusal == nil && stored.count < 100 {
      refusal = refusalOf { () throws(StoringFailure) in
        if case .stored(let name) = try conversation.store(message, stored.count) { stored.append(name) }
      }
    }
    #expect(refusal == .noSpace && !stored.isEmpty)
    #expect(try conversation.names(in: .new) == stored)
    for name in stored { #expect(try conversation.read(name, in: .new) == message) }
    #expect(try conversation.received() == (UInt64(stored.count), UInt64(9000 * stored.count)))
    #expect(try File.names(in: path + "/\(aKey)/tmp").isEmpty)
    // A resend is known, the peer can be connected, and what waits can be sent.
    #expect(try conversation.store(message, 0) == .duplicate)
    let failure = failureOf { () throws(SystemError) in while true { _ = try conversation.put(message) } }
    #expect(failure?.storageFailure == .noSpace)
    let again = try store.conversation(with: Peer(name: "Alice", key: aKey))
    #expect(try again.peer()?.peer.name == "Alice")
    try again.markSent(waiting)
    try again.markRead(stored[0])
    #expect(try conversation.names(in: .sent) == [waiting] && conversation.names(in: .cur) == [stored[0]])
    // Once there is room it goes on.
    #expect(try conversation.remove(stored[0]))
    #expect(try conversation.store(message, 200) != .duplicate)
  }
}

@Test(.enabled(if: canMount, "no right to mount a file system")) func aFailureThatCannotBeNotedStaysInOut() throws {
  try withSmallDisk("size=128k") { path throws in
    let conversation = try ConversationStore(path).conversation(making: "a@b")
    let name = try conversation.put([1])
    try? File.create(path + "/filler", [UInt8](repeating: 0, count: 200_000))
    let file = try File.open(path + "/filler", O_WRONLY | O_CREAT)
    while write(file.number, [0], 1) == 1 {}
    let failure = failureOf { () throws(SystemError) in try conversation.markFailed(name, reason: "404 Not Found") }
    #expect(failure?.storageFailure == .noSpace)
    #expect(try conversation.names(in: .out) == [name] && conversation.names(in: .failed).isEmpty)
    unlink(path + "/filler")
    try File.replace([], of: file, name: "filler")
    try conversation.markFailed(name, reason: "404 Not Found")
    #expect(try conversation.names(in: .out).isEmpty && conversation.names(in: .failed) == [name])
  }
}
