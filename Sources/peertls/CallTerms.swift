import Journal
import Policy
import TLS

/// Who is called for what, and what is known of who answered: what a failure is explained by.
struct CallTerms {
  let contact: Contact
  let service: String
  /// What to speak, by ALPN; nil: whatever the port is for.
  let protocolName: String?
  let check: PersonCheck
  let ownKey: Fingerprint

  /// What went wrong, and what to do.
  func explained(_ failure: Connection.Failure, phase: String) -> CallFailure {
    switch failure {
    case .refused, .noCertificate: notThem
    case _ where check.reason != nil: notThem
    case .alert(let number): refused(number)
    case .truncated: CallFailure(.broken, "\(contact.name) ended the connection \(phase), without close_notify")
    case .other(let reason): CallFailure(.broken, "TLS with \(contact.name) failed \(phase): \(reason.sanitised)")
    }
  }

  private var notThem: CallFailure {
    guard let identity = check.identity else {
      return CallFailure(
        .notThem, "this is not \(contact.name): \(check.reason ?? "it shows no certificate"); nothing was sent")
    }
    let names = ([identity.name] + identity.emails.map { "<\($0)>" }).filter { !$0.isEmpty }.joined(separator: " ")
    return CallFailure(
      .notThem,
      "this is not \(contact.name): certificate \(identity.certificate), key \(identity.key), "
        + "name \(names.sanitised); expected \(contact.conditions.sanitised)"
        + (check.reason.map { " (\($0.sanitised))" } ?? "") + "; nothing was sent")
  }

  private func refused(_ alert: UInt8) -> CallFailure {
    let (name, them) = (Alert.name(alert), contact.name)
    let ask = "ask \(contact.place == nil ? "its owner" : them) to add this line to a list: key:\(ownKey)"
    switch name {
    case "access_denied":
      return CallFailure(.refused, "\(them)'s node does not let you in for \(service) (\(name)); \(ask)")
    case "unknown_ca":
      return CallFailure(.refused, "\(them)'s node does not accept the issuer of your certificate (\(name)); \(ask)")
    case "certificate_expired":
      return CallFailure(
        .refused, "your certificate has expired, or its issuer's revocation list at \(them)'s has (\(name)); renew it")
    case "certificate_revoked":
      return CallFailure(.refused, "your certificate has been revoked by its issuer (\(name)); get a new one")
    case "unsupported_certificate":
      return CallFailure(
        .refused, "your certificate is not meant for signing a TLS handshake (\(name)); get one with digitalSignature")
    case "bad_certificate", "certificate_unknown", "certificate_required", "decrypt_error":
      return CallFailure(
        .refused,
        "\(them)'s node does not accept your certificate (\(name)); see whether it is not yet valid, or \(ask)")
    case "no_application_protocol":
      return CallFailure(
        .noService,
        "\(them)'s node has no service for \(protocolName ?? service) (\(name)); --alpn names another protocol")
    default:
      return CallFailure(.broken, "\(them)'s node ended the connection with \(name)")
    }
  }
}
