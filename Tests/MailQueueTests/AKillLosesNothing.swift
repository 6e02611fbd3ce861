import Glibc
import MailQueue
import Processes
import TestFiles
import Testing

private func pauseUpTo(_ microseconds: UInt64) {
  var waiting = WaitingList()
  waiting.add(-1, .read)
  waiting.wait(milliseconds: Int.random(in: 0...Int(microseconds / 1000)))
}

@Test func whatWasSaidToBeQueuedIsThereAndWhole() throws {
  try withDirectory { path in
    let start = Clock.monotonic
    _ = try Running.probe("mail-queue-probe", "put", path, "50").end()
    let whole = Clock.monotonic - start
    var killed = 0
    for round in 0..<10 {
      let root = path + "/\(round)"
      mkdir(root, 0o700)
      let writer = try Running.probe("mail-queue-probe", "put", root, "50")
      pauseUpTo(whole)
      let said = writer.kill().flatMap { $0.split(separator: " ").map(String.init) }
      killed += said.count < 100 ? 1 : 0
      let queue = try MailQueue(in: root)
      let names = try queue.names(in: .waiting)
      #expect(Set(said).isSubset(of: names))
      #expect(names.count <= said.count + 2)
      for name in names {
        let found = try #require(try queue.look(at: name, in: .waiting))
        let number = try #require(Int(found.envelope.messageID.dropFirst().prefix { $0 != "@" }))
        #expect(found.bytes == "Subject: \(number)\r\n\r\n".utf8.count + number * 397 % 20_000)
      }
    }
    #expect(killed >= 3)
  }
}

@Test func whatWasNotRemovedIsSentAgainAndNothingIsLost() throws {
  try withDirectory { path in
    let queue = try MailQueue(in: path)
    var names: [String] = []
    for _ in 0..<50 { names += try queue.put(hello, for: [try envelope()]) }
    var sent: [String: Int] = [:]
    var kills = 0
    while try !queue.names(in: .waiting).isEmpty {
      let sender = try Running.probe("mail-queue-probe", "send", path)
      pauseUpTo(20_000)
      let lines = sender.kill()
      for line in lines { sent[String(line.dropFirst(5)), default: 0] += 1 }
      kills += 1
    }
    #expect(Set(sent.keys) == Set(names))
    // A kill can make one message be sent twice: the one whose removal it kept from happening.
    #expect(sent.values.reduce(0, +) <= names.count + kills)
  }
}
