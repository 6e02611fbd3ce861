import Conversations
import Glibc
import Processes
import Spool
import TestFiles
import Testing

@Test func whatIsStoredTwiceIsThereOnce() throws {
  try withStore { path, store throws in
    var one = try store.conversation(making: "a@b")
    var other = try store.conversation(making: "a@b")
    guard case .stored(let name) = try one.store([1, 2, 3], 1, now: 5_000_007) else { throw Missing() }
    #expect(name.hasPrefix("0000000005.000007.") && name.hasSuffix(",S=3"))
    #expect(try one.store([1, 2, 3], 1) == .duplicate)
    #expect(try other.store([1, 2, 3], 1) == .duplicate)
    // Also what was shown meanwhile, and by who has just come.
    try other.markRead(name)
    #expect(try one.store([1, 2, 3], 1) == .duplicate)
    var third = try store.conversation(making: "a@b")
    #expect(try third.store([1, 2, 3], 1) == .duplicate)
    #expect(try third.names(in: .new).isEmpty && third.names(in: .cur) == [name])
    #expect(try third.read(name, in: .cur) == [1, 2, 3] && third.read(name, in: .new) == nil)
    #expect(try third.received() == (1, 3))
    #expect(try File.names(in: path + "/a@b/tmp").isEmpty)
    #expect(Conversation.time(of: name) == 5_000_007 && ReceivedName(name)?.text == name)
  }
}

struct Missing: Error {}

/// What one has stored the other knows, whoever stored last.
@Test func handlesLearnFromEachOther() throws {
  try withStore { _, store throws in
    var one = try store.conversation(making: "a@b")
    var other = try store.conversation(making: "a@b")
    for number in 0..<20 {
      let isStored = try one.store([1], number) != .duplicate
      let isKnown = try other.store([1], number) == .duplicate
      let isNew = try other.store([1], 100 + number) != .duplicate
      #expect(try isStored && isKnown && isNew && one.store([1], 100 + number) == .duplicate)
    }
    #expect(try one.received() == (40, 40) && one.names(in: .new).count == 40)
  }
}

@Test func processesStoreEachMessageOnce() throws {
  try withDirectory { path throws in
    let running = try (0..<4).map { _ in try Running.probe("conversations-probe", "store", path, "a@b", "100") }
    let said = running.flatMap { $0.end() }
    #expect(said.count == 400 && said.count { $0.hasPrefix("stored ") } == 100)
    let conversation = try ConversationStore(path).conversation(making: "a@b")
    let names = try conversation.names(in: .new)
    #expect(Set(said.filter { $0 != "duplicate" }) == Set(names.map { "stored " + $0 }))
    #expect(try conversation.received().messages == 100)
  }
}

/// A user interface shows what comes while it comes.
@Test func whatIsReadWhileMoreComesIsStillKnown() throws {
  try withDirectory { path throws in
    var conversation = try ConversationStore(path).conversation(making: "a@b")
    let running = try Running.probe("conversations-probe", "store", path, "a@b", "80")
    while try conversation.names(in: .cur).count < 80 {
      for name in try conversation.names(in: .new) { try conversation.markRead(name) }
    }
    #expect(running.end().count == 80)
    for number in 0..<80 { #expect(try conversation.store([], number) == .duplicate) }
    #expect(try conversation.received().messages == 80)
    unlink(path + "/a@b/.received")
    #expect(try conversation.received().messages == 80)
  }
}

@Test func receivedOnesStandInTheirOrderWhateverTheClockSays() throws {
  try withStore { _, store throws in
    var names: [String] = []
    for (number, now) in [50, 40, 40, 60, 10].enumerated() as EnumeratedSequence<[UInt64]> {
      // Each by another handle.
      var conversation = try store.conversation(making: "a@b")
      guard case .stored(let name) = try conversation.store([1], number, now: now) else { throw Missing() }
      names.append(name)
    }
    #expect(names == names.sorted())
    #expect(try store.conversation(making: "a@b").names(in: .new, after: names[1]) == Array(names[2...]))
    #expect(
      try store.conversation(making: "a@b").lastNames(in: .new, before: names[4], limit: 2) == [names[2], names[3]])
  }
}

@Test func whoeverIsStoringIsNotWaitedFor() throws {
  try withStore { path, store throws in
    var conversation = try store.conversation(making: "a@b")
    _ = try conversation.store([1], 1)
    do {
      let file = try Directory(path + "/a@b").openOrCreate(".received", exactly: 0o660)
      guard let lock = try FileLock.take(file) else { throw Missing() }
      #expect(refusalOf { () throws(StoringFailure) in _ = try conversation.store([1], hash: hash(2)) } == .busy)
      _ = lock.file.number
    }
    #expect(try conversation.store([1], 2) != .duplicate)
  }
}

@Test func aMessageIsNeitherTooLongNorWithoutHash() throws {
  try withStore { _, store throws in
    var conversation = try store.conversation(making: "a@b")
    let long = [UInt8](repeating: 1, count: Conversation.maximumMessageBytes)
    #expect(try conversation.store(long, 1) != .duplicate)
    #expect(try conversation.read(conversation.names(in: .new)[0], in: .new)?.count == long.count)
    let refusals = [(long + [1], hash(2)), ([], []), ([], [1, 2, 3, 4, 5, 6, 7]), ([], hash(2) + [0])].map {
      message, hash in
      refusalOf { () throws(StoringFailure) in _ = try conversation.store(message, hash: hash) }
    }
    let codes = refusals.map { if case .other(let error) = $0 { error.code } else { Int32(0) } }
    #expect(codes == [EMSGSIZE, EINVAL, EINVAL, EINVAL])
    #expect(try conversation.received().messages == 1)
  }
}
