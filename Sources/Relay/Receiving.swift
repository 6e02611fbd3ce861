import Glibc
import Processes
import TLS

/// One direction alone, from a TLS connection to a descriptor: a peer's upload.
public struct Receiving: ~Copyable {
  /// How it stands with a transfer in one direction.
  public enum State: Equatable {
    /// There is more to come.
    case running
    /// The one side has said that this is all, and the other has it.
    case finished
    /// The connection broke, or ended without close_notify (`.truncated`).
    case broken(Connection.Failure)
    /// The descriptor broke, with this errno.
    case failed(code: Int32)
  }

  private var flow: Inflow
  private var last = Movement()
  private var broken: Connection.Failure?

  /// Takes the descriptor, which must be non-blocking.
  public init(into writing: consuming Descriptor) { flow = Inflow(to: writing) }

  /// Bytes from the peer; those of an ended transfer are all written.
  public var bytes: UInt64 { flow.bytes }

  /// Moves what can be moved now. What came before the connection broke is written all the same.
  public mutating func step(_ connection: borrowing Connection) -> State {
    for _ in 0..<Relay.rounds {
      last = Movement()
      if broken == nil { flow.move(connection, &last) } else { flow.flush(&last) }
      switch last.trouble {
      case .broken(let failure): broken = failure
      case .failed(let code): return .failed(code: code)
      case nil: break
      }
      if flow.isDelivered { return .finished }
      if flow.target < 0 { return .failed(code: EPIPE) }
      if let broken, !flow.isHeldBack { return .broken(broken) }
      if !last.moved { break }
    }
    return .running
  }

  /// Looks at what happened: a descriptor whose reader has gone takes nothing more.
  public mutating func notice(_ list: borrowing WaitingList) {
    if flow.target >= 0 && !list.result(flow.target).isDisjoint(with: [.noReader, .hungUp]) { flow.stop() }
  }

  /// Adds what it waits for.
  public func enlist(in list: inout WaitingList, socket: Int32) {
    if flow.isHeldBack { return list.add(flow.target, .write) }
    list.add(socket, last.moved ? [.read, .write] : last.wanted)
    list.add(flow.target, [])
  }
}
