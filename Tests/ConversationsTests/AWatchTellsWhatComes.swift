import Conversations
import Processes
import TestFiles
import Testing

/// What is told until something is, within ten seconds.
private func told(_ watch: borrowing ConversationWatch) throws -> Set<ConversationWatch.Change> {
  var waiting = WaitingList()
  waiting.add(watch.number, .read)
  waiting.wait(milliseconds: 10_000)
  return Set(try watch.read())
}

@Test func aNewMessageInOutIsTold() throws {
  try withStore { path, store throws in
    let one = try store.conversation(making: "a@b")
    let other = try store.conversation(making: "c@d")
    var watch = try ConversationWatch()
    try watch.add(one, [.out, .sent])
    try watch.add(other, [.new], notes: true)
    #expect(try watch.read().isEmpty)
    let running = try Running.probe("conversations-probe", "put", path, "a@b", "1")
    // It is told twice: when the file comes, and when the process closes it.
    let name = running.end()[0]
    let changes = try told(watch)
    #expect(changes == [.message(conversation: "a@b", box: .out, name: name)])
    #expect(try one.read(name, in: .out) != nil)
    try one.markSent(name)
    _ = try one.markDisposition(name, .delivered)
    let sent = try told(watch)
    #expect(
      sent == [
        .message(conversation: "a@b", box: .sent, name: name),
        .message(conversation: "a@b", box: .sent, name: name + ",delivered"),
      ])
    // What is no message's name is not told, nor what is not watched.
    try File.create(path + "/a@b/out/zzz", [])
    _ = try other.put([1])
    try other.setComposing(true)
    try other.setPeer(Peer(key: aKey))
    let notes = try told(watch)
    #expect(notes == [.note(conversation: "c@d", .composing), .note(conversation: "c@d", .peer)])
  }
}
