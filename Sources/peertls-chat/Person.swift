import SIP

/// Somebody as a certificate names them, and as SIP does.
struct Person: Equatable {
  /// The common name; it may be empty.
  let name: String
  /// The e-mail addresses, in the certificate's order.
  let emails: [String]
  /// The first userid; it may be empty.
  let userID: String
  /// SHA-256 of the public key: lower-case hexadecimal.
  let key: String
  /// The IPv6 address of this connection's end; it may be empty.
  let address: String

  /// The host of who is known by a key alone (RFC 2606 keeps it from ever being somebody's).
  static let keyHost = "key.invalid"

  /// Whether a URI means this person: an e-mail address, a userid at an IP address, or a key at `keyHost`.
  func isMeant(by uri: URI) -> Bool {
    guard URI.schemes.contains(uri.scheme), let user = uri.user else { return false }
    if uri.hostIsAddress { return !userID.isEmpty && user == userID }
    let host = Person.folded(uri.host)
    if host == Person.keyHost { return !key.isEmpty && Person.folded(user) == key }
    return emails.contains { email in
      guard let at = email.lastIndex(of: "@") else { return false }
      // The domain without regard to case as DNS has it; the local part too, for that is how people write it.
      return Person.folded(email[email.index(after: at)...]) == host
        && Person.folded(email[..<at]) == Person.folded(user)
    }
  }

  /// Whether a text is such a URI.
  func isMeant(by text: String) -> Bool { (try? URI(parsing: text)).map(isMeant(by:)) ?? false }

  /// What to call this person: the first e-mail address, else the userid, else the key.
  var uri: URI? {
    let email = emails.lazy.compactMap { email in
      email.lastIndex(of: "@").flatMap { at in
        try? URI(scheme: "sip", user: String(email[..<at]), host: String(email[email.index(after: at)...]))
      }
    }
    return email.first ?? uriOfUserID ?? (try? URI(scheme: "sip", user: key, host: Person.keyHost))
  }

  private var uriOfUserID: URI? { userID.isEmpty ? nil : try? URI(scheme: "sip", user: userID, host: host) }

  /// The address as a URI's host.
  var host: String { address.utf8.contains(UInt8(ascii: ":")) ? "[\(address)]" : address }

  /// ASCII letters in lower case: names of hosts, and what is compared like them.
  private static func folded(_ text: some StringProtocol) -> String {
    String(decoding: text.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
