import FTP
import Processes

/// The control connection, taken apart into commands, which wait in a queue for their turn.
struct Wire: ~Copyable {
  private var stream: PeerStream
  private var reader = CommandReader()
  /// What waits to be served, the first first.
  private(set) var queue: [CommandReader.Arrival] = []

  /// Takes over descriptors 0 and 1.
  init() throws(SystemError) { stream = try PeerStream() }

  var isFull: Bool { stream.isFull }
  var isFlushed: Bool { stream.isFlushed }
  var isBroken: Bool { stream.isBroken }
  var peerHasFinished: Bool { stream.peerHasFinished }

  /// While the queue is full nothing is read: what the peer has still to say waits at its end.
  func enlist(in list: inout WaitingList) { stream.enlist(in: &list, reading: queue.count < Limits.pipelined) }

  /// Moves what can move.
  mutating func attend(_ list: borrowing WaitingList) { reader.append(stream.attend(list)) }

  /// Fills the queue with what has come.
  mutating func fill() {
    while queue.count < Limits.pipelined, let arrival = reader.next() { queue.append(arrival) }
  }

  /// Takes the first of the queue.
  mutating func take() -> CommandReader.Arrival? {
    defer { fill() }
    return queue.isEmpty ? nil : queue.removeFirst()
  }

  mutating func send(_ reply: Reply) { stream.send(reply.encode()) }
  mutating func flush() { stream.flush() }
  mutating func stopReading() {
    queue = []
    stream.stopReading()
  }
}
