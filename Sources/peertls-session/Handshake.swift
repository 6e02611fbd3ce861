import Handoff
import Policy
import Processes
import TLS

/// How a handshake ended.
enum HandshakeEnding: Equatable {
  case completed
  case refused
  case timedOut
  case ended(Dismissal)
  case failed(Connection.Failure)

  func exit(_ doorkeeper: Doorkeeper) -> SessionExit {
    switch self {
    case .completed: .served
    case .refused: doorkeeper.judgement?.refusal == .policy ? .denied : .notIdentified
    case .timedOut: .timedOut
    case .ended: .ended
    case .failed(.noCertificate): .notIdentified
    case .failed: .handshakeFailed
    }
  }

  func reason(_ doorkeeper: Doorkeeper) -> String {
    switch self {
    case .completed: "done"
    case .timedOut: "the handshake took too long"
    case .ended(let reason): reason.text
    case .refused, .failed(.noCertificate), .failed(.refused): doorkeeper.judgement?.reason ?? "refused"
    case .failed where doorkeeper.protocolIsUnknown: "no handler speaks the protocols that the client offers (ALPN)"
    case .failed(let failure): failure.text
    }
  }
}

extension Connection.Failure {
  var text: String {
    switch self {
    case .alert(let number): "the peer sent alert \(Alert.name(number))"
    case .noCertificate: "no certificate"
    case .refused: "refused"
    case .truncated: "the connection ended without close_notify"
    case .other(let reason): reason
    }
  }
}

extension Connection {
  /// Shakes hands before the deadline. What the acceptor says meanwhile is heeded.
  func shakeHands(
    over socket: Int32, deadline: UInt64, line: inout AcceptorLine, doorkeeper: Doorkeeper
  ) -> HandshakeEnding {
    while true {
      var interest: Interest
      switch handshake() {
      case .done:
        let anonymous = withPeer { _, _ in } == nil
        if anonymous { doorkeeper.judgeWithoutCertificate() }
        // The policy may have changed since the certificate came.
        line.catchUp()
        if case .ended(let reason) = line.leave({ doorkeeper.judgeAgain(self) }) { return .ended(reason) }
        return doorkeeper.judgement?.refusal == nil ? .completed : .refused
      case .wantsRead:
        Socket.acknowledgeAtOnce(socket)
        interest = .read
      case .wantsWrite: interest = .write
      case .closed: return .failed(.truncated)
      case .failed(let failure):
        if failure == .noCertificate { doorkeeper.judgeWithoutCertificate() }
        return failure == .refused ? .refused : .failed(failure)
      }
      let now = Clock.monotonic
      guard now < deadline else { return .timedOut }
      var list = WaitingList()
      list.add(socket, interest)
      line.enlist(in: &list)
      list.wait(milliseconds: Int((deadline - now) / 1000) + 1)
      line.attend(list)
      if let reason = line.mustEnd { return .ended(reason) }
    }
  }
}
