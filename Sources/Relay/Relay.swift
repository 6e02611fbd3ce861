import Processes
import TLS

/// Moves bytes between a TLS connection and two descriptors, each direction on its own, with half-close and
/// back-pressure: a buffer is filled again only when it has been emptied, so memory stays as it is however much flows.
///
/// "Up" is from the peer to `writing`; "down" is from `reading` to the peer.
public struct Relay: ~Copyable {
  /// The size of each direction's buffer in bytes.
  public static let bufferSize = 256 * 1024
  /// Rounds in one `step` before it returns although bytes still move, so that nobody else waits for long.
  private static let rounds = 16

  /// How it stands with the relay.
  public enum State: Equatable {
    /// There is more to come.
    case running
    /// Both directions have ended properly.
    case finished
    /// The connection broke; the local side must not take this for an end of file.
    case broken(Connection.Failure)
    /// The local side broke, with this errno, when it was read (or else written); the peer must not take this for an end.
    case failed(reading: Bool, code: Int32)
  }

  /// Bytes from the peer, as many as were taken off the connection.
  public private(set) var bytesIn: UInt64 = 0
  /// Bytes to the peer.
  public private(set) var bytesOut: UInt64 = 0

  private let socket: Int32
  private var up = Buffer(capacity: Relay.bufferSize)
  private var down = Buffer(capacity: Relay.bufferSize)
  private var writing: Descriptor?
  private var reading: Descriptor?
  /// The descriptors' numbers, -1 once closed.
  private var (target, source): (Int32, Int32)
  private var peerHasFinished = false
  private var haveFinished = false
  private var broken: Connection.Failure?
  private var failed: (reading: Bool, code: Int32)?
  private var wanted: Interest = []
  private var moved = false

  /// Takes both descriptors, which must be non-blocking. `socket` is the connection's, to wait for.
  public init(socket: Int32, reading: consuming Descriptor, writing: consuming Descriptor) {
    self.socket = socket
    (target, source) = (writing.number, reading.number)
    self.reading = consume reading
    self.writing = consume writing
  }

  /// Moves what can be moved now.
  public mutating func step(_ connection: borrowing Connection) -> State {
    wanted = []
    for _ in 0..<Relay.rounds {
      moved = false
      moveUp(connection)
      if broken == nil && failed == nil { moveDown(connection) }
      if let broken { return .broken(broken) }
      if let failed { return .failed(reading: failed.reading, code: failed.code) }
      if isFinished { return .finished }
      if !moved { break }
      wanted = []
    }
    return .running
  }

  /// The local side reads no more and writes no more, and all that it wrote is sent.
  private var isFinished: Bool { haveFinished && target < 0 }

  /// Whether all has arrived: the peer has said that it sends no more, and what it sent is written.
  public var isDelivered: Bool { peerHasFinished && target < 0 }

  /// Adds what the relay waits for. With `untilPeerCloses` a peer that has said its last word and then closes has ended
  /// the connection: it reads no more. Not while our bytes wait for room: their fate tells, and a close that is seen
  /// again and again would be no wait.
  public func enlist(in list: inout WaitingList, untilPeerCloses: Bool = false) {
    let awaitsClose = untilPeerCloses && isDelivered && wanted.isEmpty
    list.add(socket, moved ? [.read, .write] : awaitsClose ? .read : wanted)
    if down.isEmpty { list.add(source, .read) }
    list.add(target, up.isEmpty ? [] : .write)
  }

  /// Looks at what happened where nothing was to be read or written: a local reader that has gone ends its direction,
  /// a connection that was reset is broken.
  public mutating func notice(_ list: borrowing WaitingList) {
    if wanted.isEmpty && !moved && !list.result(socket).isEmpty { broken = .truncated }
    if target >= 0 && !list.result(target).isDisjoint(with: [.noReader, .hungUp]) { stopWriting() }
  }

  private mutating func moveUp(_ connection: borrowing Connection) {
    if up.isEmpty && !peerHasFinished { takeFromPeer(connection) }
    if target < 0 { return up.clear() }
    if up.isEmpty {
      if peerHasFinished { stopWriting() }
      return
    }
    var outcome = Transfer.wouldBlock
    up.drain { bytes in
      outcome = Bytes.write(target, from: bytes)
      return outcome.count
    }
    switch outcome {
    case .moved: moved = true
    case .wouldBlock: break
    case .ended: stopWriting()
    case .failed(let code): failed = (false, code)
    }
  }

  private mutating func takeFromPeer(_ connection: borrowing Connection) {
    while !up.isFull {
      var outcome = Connection.Outcome.closed
      up.fill { room in
        outcome = connection.read(into: &room)
        return outcome.count
      }
      switch outcome {
      case .done(let count):
        bytesIn += UInt64(count)
        moved = true
      case .closed: return peerHasFinished = true
      default: return note(outcome)
      }
    }
  }

  private mutating func moveDown(_ connection: borrowing Connection) {
    if source >= 0 && down.isEmpty { takeFromLocal() }
    while !down.isEmpty {
      var outcome = Connection.Outcome.closed
      down.drain { bytes in
        outcome = connection.write(from: bytes)
        return outcome.count
      }
      guard case .done(let count) = outcome else { return note(outcome) }
      bytesOut += UInt64(count)
      moved = true
    }
    if source < 0 && failed == nil && !haveFinished { finish(connection) }
  }

  private mutating func takeFromLocal() {
    var outcome = Transfer.wouldBlock
    down.fill { room in
      outcome = Bytes.read(source, into: &room)
      return outcome.count
    }
    switch outcome {
    case .moved, .wouldBlock: break
    case .ended:
      reading = nil
      source = -1
    case .failed(let code): failed = (true, code)
    }
  }

  private mutating func finish(_ connection: borrowing Connection) {
    let outcome = connection.finishWriting()
    if case .done = outcome { haveFinished = true } else { note(outcome) }
  }

  private mutating func note(_ outcome: Connection.Outcome) {
    switch outcome {
    case .wantsRead: wanted.insert(.read)
    case .wantsWrite: wanted.insert(.write)
    case .closed: broken = .truncated
    case .failed(let failure): broken = failure
    case .done: break
    }
  }

  private mutating func stopWriting() {
    writing = nil
    target = -1
    up.clear()
  }
}
