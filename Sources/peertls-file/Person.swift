/// Who calls, as its certificate names it.
struct Person: Equatable {
  /// Names that no certificate makes anybody's: whoever is nobody says them.
  static let nobodys = ["anonymous", "ftp"]

  /// The common name; it may be empty.
  let name: String
  /// The e-mail addresses, in the certificate's order.
  let emails: [String]
  /// The first userid; it may be empty.
  let userID: String
  /// SHA-256 of the public key: lower-case hexadecimal.
  let key: String

  /// Whether USER may say this: an e-mail address, the userid, the common name, or the key, without regard to the case of
  /// ASCII letters, as people write such names.
  func isCalled(_ name: String) -> Bool {
    let name = Person.folded(name)
    guard !name.isEmpty, !Person.nobodys.contains(name) else { return false }
    return ([key, userID, self.name] + emails).contains { Person.folded($0) == name }
  }

  /// What to call it: the first e-mail address, else the userid, else the key.
  var handle: String { emails.first ?? (userID.isEmpty ? key : userID) }

  private static func folded(_ text: String) -> String {
    String(decoding: text.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
