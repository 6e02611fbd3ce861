import Processes
import TLS

/// Bytes from a descriptor to a TLS connection. The buffer is filled again only when it has been emptied.
struct Outflow: ~Copyable {
  /// As many as were given to the connection.
  private(set) var bytes: UInt64 = 0
  /// The descriptor's number, -1 once its end was read.
  private(set) var source: Int32
  /// The peer was told that this is all.
  private(set) var hasFinished = false
  private var buffer = Buffer(capacity: Relay.bufferSize)
  private var reading: Descriptor?

  /// Takes the descriptor, which must be non-blocking.
  init(from reading: consuming Descriptor) {
    source = reading.number
    self.reading = consume reading
  }

  /// All that the descriptor had was given to the connection.
  var isDrained: Bool { source < 0 && buffer.isEmpty }

  /// Nothing waits for room at the connection: the descriptor is to be read.
  var isEmpty: Bool { buffer.isEmpty }

  /// Moves what can be moved now.
  mutating func move(_ connection: borrowing Connection, _ movement: inout Movement) {
    if source >= 0 && buffer.isEmpty { take(&movement) }
    while !buffer.isEmpty {
      var outcome = Connection.Outcome.closed
      buffer.drain { bytes in
        outcome = connection.write(from: bytes)
        return outcome.count
      }
      guard case .done(let count) = outcome else { return movement.note(outcome) }
      bytes += UInt64(count)
      movement.moved = true
    }
  }

  /// Tells the peer that this is all (close_notify).
  mutating func finish(_ connection: borrowing Connection, _ movement: inout Movement) {
    let outcome = connection.finishWriting()
    if case .done = outcome { hasFinished = true } else { movement.note(outcome) }
  }

  private mutating func take(_ movement: inout Movement) {
    var outcome = Transfer.wouldBlock
    buffer.fill { room in
      outcome = Bytes.read(source, into: &room)
      return outcome.count
    }
    switch outcome {
    case .moved, .wouldBlock: break
    case .ended:
      reading = nil
      source = -1
    case .failed(let code): movement.trouble = .failed(code: code)
    }
  }
}
