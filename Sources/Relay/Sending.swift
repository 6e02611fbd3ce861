import Processes
import TLS

/// One direction alone, from a descriptor to a TLS connection: a peer's download.
public struct Sending: ~Copyable {
  private var flow: Outflow
  private var last = Movement()
  private var isLost = false

  /// Takes the descriptor, which must be non-blocking.
  public init(from reading: consuming Descriptor) { flow = Outflow(from: reading) }

  /// Bytes that were given to the connection.
  public var bytes: UInt64 { flow.bytes }

  /// The descriptor has ended, and the peer has all that it had.
  public var isDrained: Bool { flow.isDrained }

  /// Moves what can be moved now. Only with `isAll` the end of the descriptor is the end of what the peer gets
  /// (close_notify): a writer that was killed ends it too.
  public mutating func step(_ connection: borrowing Connection, isAll: (UInt64) -> Bool) -> Receiving.State {
    for _ in 0..<Relay.rounds {
      if isLost { return .broken(.truncated) }
      last = Movement()
      flow.move(connection, &last)
      if flow.isDrained && last.trouble == nil && isAll(flow.bytes) { flow.finish(connection, &last) }
      switch last.trouble {
      case .broken(let failure): return .broken(failure)
      case .failed(let code): return .failed(code: code)
      case nil: break
      }
      if flow.hasFinished { return .finished }
      if !last.moved { break }
    }
    return .running
  }

  /// Adds what it waits for.
  public func enlist(in list: inout WaitingList, socket: Int32) {
    list.add(socket, last.moved ? [.read, .write] : last.wanted)
    if flow.isEmpty { list.add(flow.source, .read) }
  }

  /// Looks at what happened where nothing was to be written: a connection that was reset is broken.
  public mutating func notice(_ list: borrowing WaitingList, socket: Int32) {
    if last.wanted.isEmpty && !last.moved && !list.result(socket).isEmpty { isLost = true }
  }
}
