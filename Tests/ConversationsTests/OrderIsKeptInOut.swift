import CPIM
import Conversations
import Glibc
import Processes
import Spool
import TestFiles
import Testing

@Test func whatIsPutLaterIsSentLater() throws {
  try withStore { path, store throws in
    let conversation = try store.conversation(making: "a@b")
    var put: [String] = []
    for number in 0..<20 { put.append(try conversation.put([UInt8(number)])) }
    #expect(try conversation.names(in: .out) == put)
    #expect(try put.map { try conversation.read($0, in: .out) ?? [] } == (0..<20).map { [$0] })
    #expect(try conversation.names(in: .out, after: put[17]) == [put[18], put[19]])
    #expect(try Directory(path + "/a@b/out").entry(put[0])?.permissions == 0o660)
  }
}

/// One that was put while the clock was ahead by years, and what was no name: it is passed over.
@Test func aClockThatIsSetBackChangesNoOrder() throws {
  try withStore { path, store throws in
    let conversation = try store.conversation(making: "a@b")
    let ahead = UniqueName.make(Clock.unixMicroseconds + 100_000_000_000_000)
    for name in [ahead, "zzz", "9999999999.999999.abc", ahead + ",delivered", ".hidden", "\u{e4}"] {
      try File.create(path + "/a@b/out/" + name, [])
    }
    let put = [try conversation.put([1]), try store.conversation(making: "a@b").put([2])]
    #expect(try conversation.names(in: .out) == [ahead] + put)
  }
}

@Test func processesPutInAnOrderOfTheirOwn() throws {
  try withDirectory { path throws in
    let running = try (0..<3).map { _ in try Running.probe("conversations-probe", "put", path, "a@b", "50") }
    let put = running.map { $0.end() }
    for names in put { #expect(names == names.sorted() && names.count == 50) }
    #expect(try ConversationStore(path).conversation(making: "a@b").names(in: .out) == put.joined().sorted())
  }
}

@Test func aMessageCanSayItsOwnName() throws {
  try withStore { _, store throws in
    let conversation = try store.conversation(making: "a@b")
    let name = try conversation.put { CPIMMessage.text("hello", messageID: $0).encode() }
    let bytes = try conversation.read(name, in: .out) ?? []
    #expect(try CPIMMessage(parsing: bytes).messageID == name)
  }
}

private func refusal(_ conversation: borrowing Conversation, _ message: [UInt8]) -> SystemError? {
  do throws(SystemError) {
    _ = try conversation.put(message)
    return nil
  } catch {
    return error
  }
}

@Test func onlySoMuchWaits() throws {
  try withStore { path, store throws in
    let conversation = try store.conversation(making: "a@b")
    let long = [UInt8](repeating: 1, count: Conversation.maximumMessageBytes + 1)
    #expect(refusal(conversation, long)?.code == EMSGSIZE)
    for number in 1..<Conversation.maximumWaiting {
      close(open(path + "/a@b/out/" + UniqueName.make(UInt64(number)), O_CREAT | O_WRONLY, 0o660))
    }
    #expect(refusal(conversation, [1]) == nil)
    #expect(refusal(conversation, [1])?.storageFailure == .noSpace)
    #expect(try conversation.names(in: .out).count == Conversation.maximumWaiting)
  }
}
