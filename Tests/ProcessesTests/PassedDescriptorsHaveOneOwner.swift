import Glibc
import Processes
import Testing

/// Whether the last writing end of a pipe has been closed.
private func isAtEnd(_ reading: Int32) -> Bool {
  var byte: UInt8 = 0
  return read(reading, &byte, 1) == 0
}

/// A pipe whose writing end is gone after `body`, unless somebody else got it.
private func passing(_ body: (Int32) throws -> Void) throws -> Descriptor {
  let pipe = try Pipe()
  try pipe.reading.setNonBlocking()
  try body(pipe.writing.number)
  return pipe.reading
}

@Test func aTakenDescriptorIsTheTakers() throws {
  let pair = try Channel.pair()
  let reading = try passing { try pair.ours.send([1, 2, 3], descriptors: [$0]) }
  guard case .message(let bytes, var passed) = try pair.theirs.receive() else { throw Missing() }
  #expect(bytes == [1, 2, 3])
  #expect(passed.count == 1)
  let taken = passed.take(0)
  for index in [0, 1, -1] {
    let isGone = passed.take(index) == nil
    #expect(isGone)
  }
  guard let writing = taken else { throw Missing() }
  #expect(fcntl(writing.number, F_GETFD) & FD_CLOEXEC != 0)
  #expect(write(writing.number, [7], 1) == 1)
  var byte: UInt8 = 0
  #expect(read(reading.number, &byte, 1) == 1 && byte == 7)
  #expect(!isAtEnd(reading.number))
}

@Test func whatIsNotTakenIsClosed() throws {
  let pair = try Channel.pair()
  let reading = try passing { try pair.ours.send([1], descriptors: [$0, $0]) }
  #expect(!isAtEnd(reading.number))
  _ = try pair.theirs.receive()
  #expect(isAtEnd(reading.number))
}

@Test func aMessageThatIsTooLongLeavesNothingOpen() throws {
  let pair = try Channel.pair()
  let long = [UInt8](repeating: 0, count: Channel.maximumLength + 1)
  let reading = try passing { try pair.ours.send(long, descriptors: [$0]) }
  try expectDamaged(pair.theirs.receive())
  #expect(isAtEnd(reading.number))
}

/// An empty message would look like the end, and what it brings would be nobody's.
@Test func anEmptyMessageIsNoEnd() throws {
  let pair = try Channel.pair()
  let reading = try passing { try pair.theirs.send([], descriptors: [$0]) }
  try pair.theirs.send([])
  try expectDamaged(pair.ours.receive())
  #expect(isAtEnd(reading.number))
  try expectDamaged(pair.ours.receive())
  guard case .wouldBlock = try pair.ours.receive() else { throw Missing() }
}

private func expectDamaged(_ received: consuming Channel.Received) throws {
  guard case .damaged(let error, _) = received else { throw Missing() }
  #expect(error.code == EBADMSG)
}

@Test func tooManyDescriptorsLeaveNothingOpen() throws {
  let pair = try Channel.pair()
  let many = Channel.maximumDescriptors + 1
  let reading = try passing { try pair.ours.send([1], descriptors: [Int32](repeating: $0, count: many)) }
  try expectDamaged(pair.theirs.receive())
  #expect(isAtEnd(reading.number))
}

@Test func messagesStayWholeAndInOrder() throws {
  let pair = try Channel.pair()
  let messages = [[UInt8](repeating: 1, count: Channel.maximumLength), [2], [UInt8](repeating: 3, count: 100)]
  for message in messages { try pair.ours.send(message) }
  for message in messages {
    guard case .message(let bytes, _) = try pair.theirs.receive() else { throw Missing() }
    #expect(bytes == message)
  }
  guard case .wouldBlock = try pair.theirs.receive() else { throw Missing() }
}

@Test func aFullChannelRefusesAndAnEndedOneSaysSo() throws {
  let pair = try Channel.pair()
  var code: Int32?
  for _ in 0..<100_000 where code == nil {
    code = errorOf { () throws(SystemError) in try pair.ours.send([UInt8](repeating: 0, count: 1000)) }?.code
  }
  #expect(code == EAGAIN)
  try withOneEnd { ours in
    guard case .ended = try ours.receive() else { throw Missing() }
    #expect(errorOf { () throws(SystemError) in try ours.send([1]) }?.isBrokenPipe == true)
  }
}

private func withOneEnd(_ body: (borrowing Channel) throws -> Void) throws {
  let ours = onlyOurs(try Channel.pair())
  try body(ours)
}

private func onlyOurs(_ pair: consuming Channel.Pair) -> Channel { pair.ours }

private struct Missing: Error {}
