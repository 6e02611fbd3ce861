import Journal
import Policy
import Processes
import Relay
import TLS

/// One call, from the handshake to its end.
struct Call {
  let contact: Contact
  let service: String
  /// What to speak, by ALPN; nil: whatever the port is for.
  let protocolName: String?
  let check: PersonCheck
  let ownKey: Fingerprint

  /// Shakes hands; returns only when the person is known, and the protocol agreed on.
  func shakeHands(_ connection: borrowing Connection, _ socket: Int32, milliseconds: Int) throws {
    let deadline = Clock.monotonic + UInt64(milliseconds) * 1000
    while true {
      var list = WaitingList()
      switch connection.handshake() {
      case .done: return try checkProtocol(connection)
      case .wantsRead: list.add(socket, .read)
      case .wantsWrite: list.add(socket, .write)
      case .closed: throw explained(.truncated, phase: "during the handshake")
      case .failed(let failure): throw explained(failure, phase: "during the handshake")
      }
      let now = Clock.monotonic
      guard now < deadline else {
        throw Failure(.unavailable, "\(contact.name) answers, but not with TLS within \(milliseconds / 1000) s")
      }
      list.wait(milliseconds: Int((deadline - now) / 1000) + 1)
    }
  }

  /// A server that passes over what was asked for would give these bytes to whatever service it has.
  private func checkProtocol(_ connection: borrowing Connection) throws(Failure) {
    guard let protocolName, connection.protocolName != protocolName else { return }
    throw Failure(
      .unavailable,
      "\(contact.name) has not agreed to speak \(protocolName) (ALPN), so this may be another service; "
        + "nothing was sent; --no-alpn calls a server that knows no ALPN")
  }

  /// Moves bytes until both sides have finished.
  func relay(_ connection: borrowing Connection, _ socket: Int32) throws {
    var relay: Relay
    do throws(SystemError) {
      relay = Relay(socket: socket, reading: try StandardStream.take(0), writing: try StandardStream.take(1))
    } catch {
      throw Failure(.inputOutput, error.description)
    }
    while true {
      switch relay.step(connection) {
      case .finished: return
      case .broken where relay.isDelivered: return
      case .broken(let failure):
        throw explained(failure, phase: relay.bytesIn == 0 ? "without an answer" : "in the middle of the answer")
      case .failed(let reading, let code):
        throw Failure(
          .inputOutput,
          SystemError(reading ? "read standard input" : "write standard output", code: code).description
            + "; the connection was cut: \(contact.name) must not take what came for the whole")
      case .running: break
      }
      var list = WaitingList()
      relay.enlist(in: &list, untilPeerCloses: true)
      list.wait(milliseconds: -1)
      relay.notice(list)
    }
  }

  /// What went wrong, and what to do.
  private func explained(_ failure: Connection.Failure, phase: String) -> Failure {
    switch failure {
    case .refused, .noCertificate: notThem
    case _ where check.reason != nil: notThem
    case .alert(let number): refused(number)
    case .truncated: Failure(.protocolFailed, "\(contact.name) ended the connection \(phase), without close_notify")
    case .other(let reason): Failure(.protocolFailed, "TLS with \(contact.name) failed \(phase): \(reason.sanitised)")
    }
  }

  private var notThem: Failure {
    guard let identity = check.identity else {
      return Failure(
        .refused, "this is not \(contact.name): \(check.reason ?? "it shows no certificate"); nothing was sent")
    }
    let names = ([identity.name] + identity.emails.map { "<\($0)>" }).filter { !$0.isEmpty }.joined(separator: " ")
    return Failure(
      .refused,
      "this is not \(contact.name): certificate \(identity.certificate), key \(identity.key), "
        + "name \(names.sanitised); expected \(contact.conditions.sanitised)"
        + (check.reason.map { " (\($0.sanitised))" } ?? "") + "; nothing was sent")
  }

  private func refused(_ alert: UInt8) -> Failure {
    let (name, them) = (Alert.name(alert), contact.name)
    let ask = "ask \(contact.place == nil ? "its owner" : them) to add this line to a list: key:\(ownKey)"
    switch name {
    case "access_denied":
      return Failure(.refused, "\(them)'s node does not let you in for \(service) (\(name)); \(ask)")
    case "unknown_ca":
      return Failure(.refused, "\(them)'s node does not accept the issuer of your certificate (\(name)); \(ask)")
    case "certificate_expired":
      return Failure(
        .refused, "your certificate has expired, or its issuer's revocation list at \(them)'s has (\(name)); renew it")
    case "certificate_revoked":
      return Failure(.refused, "your certificate has been revoked by its issuer (\(name)); get a new one")
    case "unsupported_certificate":
      return Failure(
        .refused, "your certificate is not meant for signing a TLS handshake (\(name)); get one with digitalSignature")
    case "bad_certificate", "certificate_unknown", "certificate_required", "decrypt_error":
      return Failure(
        .refused,
        "\(them)'s node does not accept your certificate (\(name)); see whether it is not yet valid, or \(ask)")
    case "no_application_protocol":
      return Failure(
        .unavailable,
        "\(them)'s node has no service for \(protocolName ?? service) (\(name)); --alpn names another protocol")
    default:
      return Failure(.protocolFailed, "\(them)'s node ended the connection with \(name)")
    }
  }
}
