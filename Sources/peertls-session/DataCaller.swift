import Processes
import TLS

/// Somebody who has connected to a data port.
final class DataCaller {
  let address: SocketAddress
  let since: UInt64
  let socket: Descriptor
  private let connection: Connection
  private(set) var wanted: Interest = .read

  init(_ connection: consuming Connection, _ socket: consuming Descriptor, _ address: SocketAddress, since: UInt64) {
    (self.address, self.since) = (address, since)
    self.connection = connection
    self.socket = socket
  }

  enum Progress {
    case underWay, proved
    case failed(String)
  }

  /// Goes on with the handshake. Who has proved the key is the peer.
  func shakeHands() -> Progress {
    switch connection.handshake() {
    case .done: return .proved
    case .wantsRead:
      Socket.acknowledgeAtOnce(socket.number)
      wanted = .read
    case .wantsWrite: wanted = .write
    case .closed: return .failed(Connection.Failure.truncated.text)
    case .failed(.refused): return .failed("another key than the control connection's")
    case .failed(let failure): return .failed(failure.text)
    }
    return .underWay
  }

  /// Lets `body` use the connection.
  func with<Result>(_ body: (borrowing Connection) -> Result) -> Result { body(connection) }

  /// Says that we send no more, on every layer.
  func finish() {
    _ = connection.finishWriting()
    Socket.finishWriting(socket.number)
  }

  /// Has the other end see a reset, not an end.
  func breakOff() { Socket.reset(socket.number) }
}
