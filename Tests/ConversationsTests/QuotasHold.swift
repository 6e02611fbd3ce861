import Conversations
import Glibc
import Processes
import TestFiles
import Testing

@Test func theStandardIsTheManuals() {
  #expect(Quotas.standard == Quotas(peerMessages: 100_000, peerBytes: 268_435_456, totalBytes: 4_294_967_296))
}

@Test(arguments: [
  Quotas(peerMessages: 3, peerBytes: 1000, totalBytes: 1000),
  Quotas(peerMessages: 1000, peerBytes: 30, totalBytes: 1000),
]) func aPeerHasNoMoreThanItsQuota(_ quotas: Quotas) throws {
  try withStore(quotas) { path, store throws in
    var one = try store.conversation(making: "a@b")
    let ten = [UInt8](repeating: 1, count: 10)
    for number in 0..<3 { #expect(try one.store(ten, number) != .duplicate) }
    #expect(refusalOf { () throws(StoringFailure) in _ = try one.store(ten, 3) } == .peerQuota)
    // What is there is still known, and nothing else has come.
    #expect(try one.store(ten, 1) == .duplicate)
    #expect(try one.names(in: .new).count == 3 && one.received() == (3, 30))
    #expect(try File.names(in: path + "/a@b/tmp").isEmpty)
    // Reading makes no room, another has room, and removing makes it.
    let names = try one.names(in: .new)
    try one.markRead(names[0])
    #expect(refusalOf { () throws(StoringFailure) in _ = try one.store(ten, 3) } == .peerQuota)
    var other = try store.conversation(making: "c@d")
    #expect(try other.store(ten, 3) != .duplicate)
    #expect(try one.remove(names[0]) && !one.remove(names[0]))
    #expect(try one.received() == (2, 20))
    #expect(try one.store(ten, 3) != .duplicate)
    #expect(refusalOf { () throws(StoringFailure) in _ = try one.store(ten, 4) } == .peerQuota)
  }
}

@Test func allTogetherHaveNoMoreThanTheTotal() throws {
  try withStore(Quotas(peerMessages: 100, peerBytes: 100, totalBytes: 50)) { path, store throws in
    let ten = [UInt8](repeating: 1, count: 10)
    for name in ["a@b", "c@d", "e@f", aKey] {
      var conversation = try store.conversation(making: name)
      _ = try conversation.store(ten, 1)
    }
    var one = try store.conversation(making: "a@b")
    var other = try store.conversation(making: "c@d")
    #expect(refusalOf { () throws(StoringFailure) in _ = try one.store(ten + [1], 2) } == .totalQuota)
    #expect(try one.store(ten, 2) != .duplicate)
    #expect(refusalOf { () throws(StoringFailure) in _ = try other.store([1], 3) } == .totalQuota)
    #expect(try other.names(in: .new).count == 1 && other.received() == (1, 10))
    #expect(try one.remove(one.names(in: .new)[0]))
    #expect(try other.store([1], 3) != .duplicate)
  }
}

/// By hand, that is, without the library.
@Test func whatWasRemovedByHandIsFoundOutAtTheLimit() throws {
  try withStore(Quotas(peerMessages: 3, peerBytes: 1000, totalBytes: 1000)) { path, store throws in
    var conversation = try store.conversation(making: "a@b")
    for number in 0..<3 { _ = try conversation.store([1], number) }
    for name in try conversation.names(in: .new).prefix(2) { unlink(path + "/a@b/new/" + name) }
    #expect(try conversation.store([1], 3) != .duplicate)
    #expect(try conversation.received() == (2, 2))
  }
}

/// Also what is hostile: lengths that are not true, counters beyond reason.
@Test func countersAreNotBelievedBeyondReason() throws {
  try withStore(Quotas(peerMessages: 100, peerBytes: 1 << 62, totalBytes: 1 << 62)) { path, store throws in
    var one = try store.conversation(making: "a@b")
    for name in ["x", "y", "z"] {
      try File.create(path + "/a@b/cur/" + name, [])
      truncate(path + "/a@b/cur/" + name, off_t.max)
    }
    try File.create(path + "/a@b/cur/0000000001.000000.0123456789abcdef,S=9999999", [])
    mkdir(path + "/a@b/cur/directory", 0o770)
    symlink("/etc/passwd", path + "/a@b/cur/link")
    #expect(try one.received().messages == 6)
    #expect(try one.store([1], 1) != .duplicate)
    _ = try store.conversation(making: "c@d")
    let full = Array("PTLScnt1".utf8) + [UInt8](repeating: 255, count: 24)
    for counter in ["/c@d/.received", "/a@b/.received"] {
      unlink(path + counter)
      try File.create(path + counter, full)
      // The first one in total only; one's own is counted again before anything is refused for it.
      var fresh = try store.conversation(making: "a@b")
      let refusal = refusalOf { () throws(StoringFailure) in _ = try fresh.store([1], 2) }
      #expect(refusal == .totalQuota)
    }
    #expect(try one.names(in: .new).count == 1)
  }
}

@Test func aLostOrDamagedCounterIsCountedAgain() throws {
  try withStore { path, store throws in
    var conversation = try store.conversation(making: "a@b")
    for number in 0..<5 { _ = try conversation.store([1, 2], number) }
    try conversation.markRead(conversation.names(in: .new)[0])
    for damage in [nil, [], [UInt8](repeating: 7, count: 32)] as [[UInt8]?] {
      unlink(path + "/a@b/.received")
      if let damage { try File.create(path + "/a@b/.received", damage, mode: 0o660) }
      #expect(try conversation.received() == (5, 10))
      #expect(try conversation.store([1], 3) == .duplicate)
    }
  }
}
