import Processes
import Relay
import TLS

/// One call, from the handshake to its end.
struct Call: ~Copyable {
  let terms: CallTerms
  /// Where they answered.
  let address: SocketAddress
  let connection: Connection
  let socket: Descriptor

  init(
    terms: CallTerms, address: SocketAddress, connection: consuming Connection, socket: consuming Descriptor
  ) {
    (self.terms, self.address) = (terms, address)
    self.connection = connection
    self.socket = socket
  }

  /// Shakes hands; returns only when the person is known, and the protocol agreed on.
  func shakeHands(milliseconds: Int, _ waiter: any Waiter) throws(CallFailure) {
    let deadline = Clock.monotonic + UInt64(milliseconds) * 1000
    while true {
      var list = WaitingList()
      switch connection.handshake() {
      case .done: return try checkProtocol()
      case .wantsRead: list.add(socket.number, .read)
      case .wantsWrite: list.add(socket.number, .write)
      case .closed: throw terms.explained(.truncated, phase: "during the handshake")
      case .failed(let failure): throw terms.explained(failure, phase: "during the handshake")
      }
      let now = Clock.monotonic
      guard now < deadline else {
        throw CallFailure(
          .unreachable, "\(terms.contact.name) answers, but not with TLS within \(milliseconds / 1000) s")
      }
      try waiter.wait(&list, milliseconds: Int((deadline - now) / 1000) + 1)
    }
  }

  /// A server that passes over what was asked for would give these bytes to whatever service it has.
  private func checkProtocol() throws(CallFailure) {
    guard let name = terms.protocolName, connection.protocolName != name else { return }
    throw CallFailure(
      .noService,
      "\(terms.contact.name) has not agreed to speak \(name) (ALPN), so this may be another service; "
        + "nothing was sent; --no-alpn calls a server that knows no ALPN")
  }

  /// A relay between the connection and two descriptors, non-blocking, which it takes.
  func relay(reading: consuming Descriptor, writing: consuming Descriptor) -> Relay {
    Relay(socket: socket.number, reading: reading, writing: writing)
  }

  /// Whether both sides have finished, after as much was moved as could be; throws why the connection broke.
  func hasFinished(_ relay: inout Relay) throws(CallFailure) -> Bool {
    switch relay.step(connection) {
    case .finished: return true
    case .broken where relay.isDelivered: return true
    case .broken(let failure):
      throw terms.explained(failure, phase: relay.bytesIn == 0 ? "without an answer" : "in the middle of the answer")
    case .failed(let reading, let code):
      // Standard input and output, or the pipes to the handler that takes their place.
      throw CallFailure(
        .inputOutput,
        SystemError(reading ? "read standard input" : "write standard output", code: code).description
          + "; the connection was cut: \(terms.contact.name) must not take what came for the whole")
    case .running: return false
    }
  }
}
