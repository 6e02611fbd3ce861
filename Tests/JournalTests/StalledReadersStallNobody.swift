import Glibc
import Journal
import Testing

@Test func aFullPipeLosesRecordsAndSaysSo() throws {
  var ends: [Int32] = [0, 0]
  try #require(pipe(&ends) == 0)
  defer { for end in ends { close(end) } }
  fill(ends[1])
  var log = Log(journal: nil, identifier: "peertlsd", lines: ends[1])
  for _ in 0..<3 { log.send(Record(.limit, priority: .warning, message: "m")) }
  #expect(log.lost == 3)
  drain(ends[0])
  log.send(Record(.limit, priority: .warning, message: "m"))
  #expect(log.lost == 0)
  let first = try #require(Record(parsingLine: drain(ends[0])))
  #expect(first[.lost] == "3")
  log.send(Record(.limit, priority: .warning, message: "m"))
  let second = try #require(Record(parsingLine: drain(ends[0])))
  #expect(second[.lost] == nil)
  let (earlier, later) = (
    try #require(first[.time].flatMap(UInt64.init)), try #require(second[.time].flatMap(UInt64.init))
  )
  #expect(earlier <= later && later - earlier < 60_000_000)
}

@Test(arguments: [SOCK_DGRAM, SOCK_STREAM]) func aFullSocketLosesRecordsAndSaysSo(_ type: __socket_type) throws {
  var ends: [Int32] = [0, 0]
  try #require(socketpair(AF_UNIX, Int32(type.rawValue), 0, &ends) == 0)
  defer { for end in ends { close(end) } }
  var log = Log(journal: type == SOCK_DGRAM ? ends[1] : nil, identifier: "peertlsd", lines: ends[1])
  var sent = 0
  while log.lost == 0 && sent < 100_000 {
    log.send(Record(.limit, priority: .warning, message: "m"))
    sent += 1
  }
  log.send(Record(.limit, priority: .warning, message: "m"))
  #expect(log.lost == 2)
  drain(ends[0])
  log.send(Record(.limit, priority: .warning, message: "m"))
  #expect(log.lost == 0)
  let last = String(decoding: drain(ends[0]), as: UTF8.self)
  #expect(last.contains(type == SOCK_DGRAM ? "PEERTLS_LOST=2\n" : " LOST=2 "))
}

@Test func patienceEndsWithTheDeadline() throws {
  var ends: [Int32] = [0, 0]
  try #require(pipe(&ends) == 0)
  defer { for end in ends { close(end) } }
  fill(ends[1])
  var log = Log(journal: nil, identifier: "peertlsd", lines: ends[1], patience: 50)
  let spent = ContinuousClock().measure { log.send(Record(.limit, priority: .warning, message: "m")) }
  #expect(log.lost == 1)
  #expect(spent >= .milliseconds(45) && spent < .seconds(5))
}

@Test func aReaderThatIsGoneKillsNobody() throws {
  var ends: [Int32] = [0, 0]
  try #require(pipe(&ends) == 0)
  close(ends[0])
  defer { close(ends[1]) }
  var log = Log(journal: nil, identifier: "peertlsd", lines: ends[1])
  log.send(Record(.limit, priority: .warning, message: "m"))
  #expect(log.lost == 1)
  var nowhere = Log(journal: -1, identifier: "peertlsd")
  nowhere.send(Record(.limit, priority: .warning, message: "m"))
  #expect(nowhere.lost == 1)
}

@Test func whereNoJournalIsNoneIsConnected() {
  #expect(Log.connectJournal(path: "/nonexistent/socket") == nil)
  #expect(Log.connectJournal(path: String(repeating: "a", count: 4096)) == nil)
}

private func fill(_ descriptor: Int32) {
  let flags = fcntl(descriptor, F_GETFL)
  _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
  let block = [UInt8](repeating: 0, count: 4096)
  while write(descriptor, block, block.count) > 0 {}
  _ = fcntl(descriptor, F_SETFL, flags)
}

@discardableResult private func drain(_ descriptor: Int32) -> [UInt8] {
  let flags = fcntl(descriptor, F_GETFL)
  _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
  var all: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 65536)
  while case let count = read(descriptor, &block, block.count), count > 0 { all += block[..<count] }
  _ = fcntl(descriptor, F_SETFL, flags)
  return all
}
