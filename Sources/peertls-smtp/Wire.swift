import Processes
import SMTP

/// The connection, taken apart into commands and what messages consist of.
struct Wire: ~Copyable {
  private var stream: PeerStream
  var intake = Intake()
  /// There may be more to read that came before, once there is room for the answers.
  private(set) var isHeldBack = false

  /// Takes over descriptors 0 and 1.
  init() throws(SystemError) { stream = try PeerStream() }

  var isFull: Bool { stream.isFull }
  var isFlushed: Bool { stream.isFlushed }
  var isBroken: Bool { stream.isBroken }
  var peerHasFinished: Bool { stream.peerHasFinished }

  func enlist(in list: inout WaitingList) { stream.enlist(in: &list) }

  /// Moves what can move.
  mutating func attend(_ list: borrowing WaitingList) { intake.append(stream.attend(list)) }

  /// What came next; nil until more arrives, or while too much waits to be written.
  mutating func next() -> Intake.Arrival? {
    isHeldBack = isFull && !isBroken
    return isHeldBack || isBroken ? nil : intake.next()
  }

  mutating func send(_ reply: Reply) { stream.send(reply.encode()) }
  mutating func flush() { stream.flush() }
  mutating func stopReading() { stream.stopReading() }
}
