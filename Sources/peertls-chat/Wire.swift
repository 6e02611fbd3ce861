import Processes
import SIP

/// The connection, taken apart into messages.
struct Wire: ~Copyable {
  private var stream: PeerStream
  private var framer = Framer()
  /// There may be more to read that came before, once there is room for the answers.
  private(set) var isHeldBack = false

  /// Takes over descriptors 0 and 1.
  init() throws(SystemError) { stream = try PeerStream() }

  var isFull: Bool { stream.isFull }
  var isFlushed: Bool { stream.isFlushed }
  var isBroken: Bool { stream.isBroken }
  var peerHasFinished: Bool { stream.peerHasFinished }
  var lastMove: UInt64 { stream.lastMove }

  func enlist(in list: inout WaitingList) { stream.enlist(in: &list) }

  /// Moves what can move.
  mutating func attend(_ list: borrowing WaitingList) { framer.append(stream.attend(list)) }

  /// What came next; nil until more arrives, or while too much waits to be written.
  mutating func next() -> Framer.Arrival? {
    isHeldBack = isFull && !isBroken
    return isHeldBack || isBroken ? nil : framer.next()
  }

  mutating func send(_ bytes: [UInt8]) { stream.send(bytes) }
  mutating func flush() { stream.flush() }
  mutating func stopReading() { stream.stopReading() }
}
