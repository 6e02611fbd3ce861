import CPIM
import Conversations
import Glibc
import Processes
import TestFiles
import Testing

/// As the probe makes them.
private func message(_ number: Int) -> [UInt8] {
  [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: (number * 7919) % 10_000)
}

/// Kills a probe at moments that are spread over the time that it takes.
private func kills(_ task: String, _ count: Int, _ check: (String, [String]) throws -> Void) throws {
  try withDirectory { path throws in
    let start = Clock.monotonic
    mkdir(path + "/whole", 0o770)
    _ = try Running.probe("conversations-probe", task, path + "/whole", "a@b", "\(count)").end()
    let whole = Clock.monotonic - start
    var killed = 0
    for round in 0..<12 {
      let root = path + "/\(round)"
      mkdir(root, 0o770)
      let running = try Running.probe("conversations-probe", task, root, "a@b", "\(count)")
      var waiting = WaitingList()
      waiting.add(-1, .read)
      waiting.wait(milliseconds: Int.random(in: 0...Int(whole / 1000)))
      let said = running.kill()
      killed += said.isEmpty ? 0 : 1
      try check(root, said)
    }
    #expect(killed >= 5)
  }
}

@Test func whoIsKilledWhileStoringLeavesWholeMessagesAndRightCounts() throws {
  try kills("store", 100) { root, said throws in
    var conversation = try ConversationStore(root).conversation(making: "a@b")
    let names = try conversation.names(in: .new)
    // Whatever it said yes to is there, and at most one more.
    #expect(Set(said).isSubset(of: names.map { "stored " + $0 }) && names.count <= said.count + 1)
    var bytes: UInt64 = 0
    for (number, name) in names.enumerated() {
      #expect(try conversation.read(name, in: .new) == message(number))
      bytes += UInt64(message(number).count)
    }
    #expect(try conversation.received() == (UInt64(names.count), bytes))
    // A peer that sends all of it again has nothing there twice.
    for number in 0..<(names.count + 2) {
      #expect(try (conversation.store(message(number), number) == .duplicate) == (number < names.count))
    }
    #expect(try conversation.received().messages == UInt64(names.count + 2))
  }
}

@Test func whoIsKilledWhileMovingLeavesEachMessageInOnePlace() throws {
  try kills("fate", 20) { root, said throws in
    let conversation = try ConversationStore(root).conversation(making: "a@b")
    let received = try conversation.names(in: .new) + conversation.names(in: .cur)
    #expect(Set(received).count == received.count)
    let counts = try conversation.received()
    #expect(counts.messages == UInt64(received.count))
    let sent = try conversation.names(in: .sent).map { $0.prefix { $0 != "," } }.map(String.init)
    let (out, failed) = (try conversation.names(in: .out), try conversation.names(in: .failed))
    #expect(Set(sent).intersection(out).isEmpty && Set(sent).intersection(failed).isEmpty)
    // What has failed is kept with its reason before it leaves out/.
    #expect(Set(out).intersection(failed).count <= 1 && Set(said).isSubset(of: sent + out + failed))
    for name in failed {
      let bytes = try conversation.read(name, in: .failed) ?? []
      #expect(try CPIMMessage(parsing: bytes)[own: "Failure"] == "403 Forbidden")
    }
    // Doing it again puts right what was left in both.
    for name in Set(out).intersection(failed) {
      try conversation.markFailed(name, reason: "403 Forbidden")
      #expect(try !conversation.names(in: .out).contains(name))
    }
  }
}

@Test func noDescriptorIsLeftOver() throws {
  try withDirectory { path throws in
    #expect(try Running.probe("conversations-probe", "everything", path).end() == ["left over 0"])
  }
}
