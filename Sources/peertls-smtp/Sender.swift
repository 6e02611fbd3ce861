import SMTP

/// Who calls, as its certificate names it.
struct Sender {
  /// The common name; it may be empty.
  let name: String
  /// The e-mail addresses, in the certificate's order.
  let emails: [Mailbox]
  /// SHA-256 of the public key, and of the certificate: lower-case hexadecimal.
  let key: String
  let certificate: String
  /// The anchor that vouches for the names; empty where only the key is known.
  let anchor: String
  /// The IPv6 address; it may be empty.
  let address: String

  /// Whether an address is its own.
  func isMeant(by mailbox: Mailbox) -> Bool { emails.contains { $0.isSame(as: mailbox) } }

  /// Whether an address may stand in From of a notification: its own, or where an anchor vouches for those, a mail
  /// system's at a domain of its own.
  func isMeantByNotification(from mailbox: Mailbox) -> Bool {
    if isMeant(by: mailbox) { return true }
    guard !anchor.isEmpty else { return false }
    return ["mailer-daemon", "postmaster"].contains { name in
      emails.contains { email in
        (try? Mailbox("\(name)@\(email.domain)")).map(mailbox.isSame(as:)) ?? false
      }
    }
  }
}

/// For whom mail is taken.
struct Addressee {
  /// Who they are, the first of them the first.
  let addresses: [Mailbox]

  /// The address that a recipient means, without its detail; nil for who is none of ours.
  func address(of recipient: RcptCommand.Recipient) -> Mailbox? {
    guard case .mailbox(let mailbox) = recipient else { return addresses.first }
    if let found = addresses.first(where: mailbox.isSame(as:)) { return found }
    if let plain = mailbox.withoutDetail, let found = addresses.first(where: plain.isSame(as:)) { return found }
    return addresses.first { address in
      (try? Mailbox("postmaster@\(address.domain)")).map(mailbox.isSame(as:)) ?? false
    }
  }
}
