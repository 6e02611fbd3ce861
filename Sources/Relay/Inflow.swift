import Processes
import TLS

/// Bytes from a TLS connection to a descriptor. The buffer is filled again only when it has been emptied.
struct Inflow: ~Copyable {
  /// As many as were taken off the connection.
  private(set) var bytes: UInt64 = 0
  /// The peer has said that it sends no more (close_notify).
  private(set) var peerHasFinished = false
  /// The descriptor's number, -1 once it is closed: all is written, or its reader has gone.
  private(set) var target: Int32
  private var buffer = Buffer(capacity: Relay.bufferSize)
  private var writing: Descriptor?

  /// Takes the descriptor, which must be non-blocking.
  init(to writing: consuming Descriptor) {
    target = writing.number
    self.writing = consume writing
  }

  /// Bytes wait for room at the descriptor.
  var isHeldBack: Bool { !buffer.isEmpty }

  /// All has arrived: the peer has said that it sends no more, and what it sent is written.
  var isDelivered: Bool { peerHasFinished && target < 0 }

  /// Moves what can be moved now.
  mutating func move(_ connection: borrowing Connection, _ movement: inout Movement) {
    if buffer.isEmpty && !peerHasFinished { take(connection, &movement) }
    flush(&movement)
  }

  /// Writes what was taken already.
  mutating func flush(_ movement: inout Movement) {
    if target < 0 { return buffer.clear() }
    if buffer.isEmpty {
      if peerHasFinished { stop() }
      return
    }
    var outcome = Transfer.wouldBlock
    buffer.drain { bytes in
      outcome = Bytes.write(target, from: bytes)
      return outcome.count
    }
    switch outcome {
    case .moved: movement.moved = true
    case .wouldBlock: break
    case .ended: stop()
    case .failed(let code): movement.trouble = movement.trouble ?? .failed(code: code)
    }
  }

  private mutating func take(_ connection: borrowing Connection, _ movement: inout Movement) {
    while !buffer.isFull {
      var outcome = Connection.Outcome.closed
      buffer.fill { room in
        outcome = connection.read(into: &room)
        return outcome.count
      }
      switch outcome {
      case .done(let count):
        bytes += UInt64(count)
        movement.moved = true
      case .closed: return peerHasFinished = true
      default: return movement.note(outcome)
      }
    }
  }

  /// Writes no more; what still comes from the peer is passed over.
  mutating func stop() {
    writing = nil
    target = -1
    buffer.clear()
  }
}
