import Processes
import TLS

/// Moves bytes between a TLS connection and two descriptors, each direction on its own, with half-close and
/// back-pressure: a buffer is filled again only when it has been emptied, so memory stays as it is however much flows.
///
/// "Up" is from the peer to `writing`; "down" is from `reading` to the peer.
public struct Relay: ~Copyable {
  /// The size of each direction's buffer in bytes.
  public static let bufferSize = 256 * 1024
  /// The size asked for pipes that carry bulk, in bytes.
  public static let pipeSize: Int32 = 1 << 20
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
  private var peerHasFinished = false
  private var haveFinished = false
  private var broken: Connection.Failure?
  private var wanted: Interest = []
  private var moved = false

  /// Takes both descriptors, which must be non-blocking. `socket` is the connection's, to wait for.
  public init(socket: Int32, reading: consuming Descriptor, writing: consuming Descriptor) {
    self.socket = socket
    self.reading = consume reading
    self.writing = consume writing
  }

  /// Moves what can be moved now.
  public mutating func step(_ connection: borrowing Connection) -> State {
    wanted = []
    for _ in 0..<Relay.rounds {
      moved = false
      moveUp(connection)
      moveDown(connection)
      if let broken { return .broken(broken) }
      if isFinished { return .finished }
      if !moved { break }
      wanted = []
    }
    return .running
  }

  /// The local side reads no more and writes no more, and all that it wrote is sent.
  private var isFinished: Bool { haveFinished && writing == nil }

  /// Adds what the relay waits for.
  public func enlist(in list: inout WaitingList) {
    list.add(socket, moved ? [.read, .write] : wanted)
    if let number = reading?.number, down.isEmpty { list.add(number, .read) }
    if let number = writing?.number { list.add(number, up.isEmpty ? [] : .write) }
  }

  /// Looks at what happened where nothing was to be read or written: a local reader that has gone ends its direction,
  /// a connection that was reset is broken.
  public mutating func notice(_ list: borrowing WaitingList) {
    if wanted.isEmpty && !moved && !list.result(socket).isEmpty { broken = .truncated }
    if let number = writing?.number, list.result(number).contains(.noReader) { stopWriting() }
  }

  private mutating func moveUp(_ connection: borrowing Connection) {
    if up.isEmpty && !peerHasFinished { takeFromPeer(connection) }
    guard let target = writing?.number else { return up.clear() }
    if up.isEmpty {
      if peerHasFinished { stopWriting() }
      return
    }
    var reader = true
    up.drain { bytes in
      switch Bytes.write(target, from: bytes) {
      case .moved(let count):
        moved = true
        return count
      case .wouldBlock: return 0
      case .ended, .failed:
        reader = false
        return 0
      }
    }
    if !reader { stopWriting() }
  }

  private mutating func takeFromPeer(_ connection: borrowing Connection) {
    var more = true
    while more && !up.isFull {
      up.fill { room in
        switch connection.read(into: &room) {
        case .done(let count):
          bytesIn += UInt64(count)
          moved = true
          return count
        case .wantsRead: wanted.insert(.read)
        case .wantsWrite: wanted.insert(.write)
        case .closed: peerHasFinished = true
        case .failed(let failure):
          // After our own end a peer that just goes has lost nothing of ours, and nobody here reads his.
          if isFinished { peerHasFinished = true } else { broken = failure }
        }
        more = false
        return 0
      }
    }
  }

  private mutating func moveDown(_ connection: borrowing Connection) {
    if let source = reading?.number, down.isEmpty { fillDown(from: source) }
    var more = true
    while more && !down.isEmpty {
      down.drain { bytes in
        switch connection.write(from: bytes) {
        case .done(let count):
          bytesOut += UInt64(count)
          moved = true
          return count
        case .wantsRead: wanted.insert(.read)
        case .wantsWrite: wanted.insert(.write)
        case .closed: broken = .truncated
        case .failed(let failure): broken = failure
        }
        more = false
        return 0
      }
    }
    if reading == nil && down.isEmpty && !haveFinished && broken == nil { finish(connection) }
  }

  private mutating func fillDown(from source: Int32) {
    var ended = false
    down.fill { room in
      switch Bytes.read(source, into: &room) {
      case .moved(let count): return count
      case .wouldBlock: return 0
      case .ended, .failed:
        ended = true
        return 0
      }
    }
    if ended { reading = nil }
  }

  private mutating func finish(_ connection: borrowing Connection) {
    switch connection.finishWriting() {
    case .wantsWrite: wanted.insert(.write)
    case .wantsRead: wanted.insert(.read)
    case .failed(let failure): broken = failure
    case .done, .closed: haveFinished = true
    }
  }

  private mutating func stopWriting() {
    writing = nil
    up.clear()
  }
}
