/// One entry of a list: somebody, by certificate, by key, by address or by userid.
public enum ListEntry: Sendable {
  /// A certificate, by its SHA-256.
  case certificate(Fingerprint)
  /// A key, by the SHA-256 of its SubjectPublicKeyInfo.
  case key(Fingerprint)
  /// An e-mail address; make it with `email(normalising:)`.
  case email(String)
  /// A userid; make it with `userID(normalising:)`.
  case userID(String)

  /// The entry for an address: local part as it is, domain in lower case.
  public static func email(normalising text: String) -> ListEntry { .email(foldedEmail(text)) }

  /// The entry for a userid: lower case, runs of white space as one space.
  public static func userID(normalising text: String) -> ListEntry { .userID(foldedText(text)) }

  /// The key of its record in the compiled policy: `m`, a letter for the kind (c, k, e, u), the value (32 bytes or UTF-8).
  public var recordKey: [UInt8] {
    switch self {
    case .certificate(let value): Array("mc".utf8) + value.bytes
    case .key(let value): Array("mk".utf8) + value.bytes
    case .email(let value): Array("me".utf8) + Array(value.utf8)
    case .userID(let value): Array("mu".utf8) + Array(value.utf8)
    }
  }
}

extension ListEntry: Hashable {
  /// Equal as their records are, byte for byte: Swift would hold differently composed strings equal, a database does not.
  public static func == (one: ListEntry, other: ListEntry) -> Bool { one.recordKey == other.recordKey }

  /// Hashes the record's key.
  public func hash(into hasher: inout Hasher) { hasher.combine(recordKey) }
}
