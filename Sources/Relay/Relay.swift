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
  static let rounds = 16

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

  private let socket: Int32
  private var up: Inflow
  private var down: Outflow
  /// How the last step ended.
  private var last = Movement()
  private var broken: Connection.Failure?

  /// Takes both descriptors, which must be non-blocking. `socket` is the connection's, to wait for.
  public init(socket: Int32, reading: consuming Descriptor, writing: consuming Descriptor) {
    self.socket = socket
    up = Inflow(to: writing)
    down = Outflow(from: reading)
  }

  /// Bytes from the peer, as many as were taken off the connection.
  public var bytesIn: UInt64 { up.bytes }
  /// Bytes to the peer.
  public var bytesOut: UInt64 { down.bytes }

  /// Moves what can be moved now.
  public mutating func step(_ connection: borrowing Connection) -> State {
    for _ in 0..<Relay.rounds {
      last = Movement()
      up.move(connection, &last)
      if let broken { return .broken(broken) }
      if let trouble = last.trouble { return end(trouble, reading: false) }
      down.move(connection, &last)
      if down.isDrained && last.trouble == nil && !down.hasFinished { down.finish(connection, &last) }
      if let trouble = last.trouble { return end(trouble, reading: true) }
      // The local side reads no more and writes no more, and all that it wrote is sent.
      if down.hasFinished && up.target < 0 { return .finished }
      if !last.moved { break }
    }
    return .running
  }

  private mutating func end(_ trouble: Movement.Trouble, reading: Bool) -> State {
    switch trouble {
    case .broken(let failure):
      broken = failure
      return .broken(failure)
    case .failed(let code): return .failed(reading: reading, code: code)
    }
  }

  /// Whether all has arrived: the peer has said that it sends no more, and what it sent is written.
  public var isDelivered: Bool { up.isDelivered }

  /// Adds what the relay waits for. With `untilPeerCloses` a peer that has said its last word and then closes has ended
  /// the connection: it reads no more. Not while our bytes wait for room: their fate tells, and a close that is seen
  /// again and again would be no wait.
  public func enlist(in list: inout WaitingList, untilPeerCloses: Bool = false) {
    let awaitsClose = untilPeerCloses && isDelivered && last.wanted.isEmpty
    list.add(socket, last.moved ? [.read, .write] : awaitsClose ? .read : last.wanted)
    if down.isEmpty { list.add(down.source, .read) }
    list.add(up.target, up.isHeldBack ? .write : [])
  }

  /// Looks at what happened where nothing was to be read or written: a local reader that has gone ends its direction,
  /// a connection that was reset is broken.
  public mutating func notice(_ list: borrowing WaitingList) {
    if last.wanted.isEmpty && !last.moved && !list.result(socket).isEmpty { broken = .truncated }
    if up.target >= 0 && !list.result(up.target).isDisjoint(with: [.noReader, .hungUp]) { up.stop() }
  }
}
