import Policy

/// The keys of the compiled policy, a constant database: one for each question that a session asks, so that an answer
/// costs the same however long the lists are. Beside these stand `ListEntry.recordKey`s, which begin with `m` and whose
/// values are list indexes (two bytes, little-endian).
public enum CompiledKey {
  /// The encoded `RuleSet`.
  public static let rules = Array("rules".utf8)
  /// SHA-256 over everything that was compiled, 32 bytes: PEERTLS_POLICY.
  public static let hash = Array("hash".utf8)
  /// The node's own name, from its certificate.
  public static let nodeName = Array("node.name".utf8)
  /// The node's own e-mail addresses, one a record, in the certificate's order.
  public static let nodeEmail = Array("node.email".utf8)
  /// The node's own userid.
  public static let nodeUserID = Array("node.userid".utf8)
  /// SHA-256 of the node's SubjectPublicKeyInfo, 32 bytes.
  public static let nodeKey = Array("node.key".utf8)

  /// DER of each anchor whose subject has this hash.
  public static func anchor(subjectHash: UInt32) -> [UInt8] { [UInt8(ascii: "n")] + littleEndian(subjectHash) }
  /// For each name of an anchor: its index (two bytes) and 1 where it demands a revocation list.
  public static func anchorNames(_ certificate: Fingerprint) -> [UInt8] { [UInt8(ascii: "f")] + certificate.bytes }
  /// When the issuer's revocation list is to be replaced: seconds since 1970, eight bytes.
  public static func revocationList(issuerKey: Fingerprint) -> [UInt8] { [UInt8(ascii: "c")] + issuerKey.bytes }
  /// There, and empty, when the issuer has revoked the serial number.
  public static func revoked(issuerKey: Fingerprint, serial: [UInt8]) -> [UInt8] {
    [UInt8(ascii: "r")] + issuerKey.bytes + serial
  }
  /// The handler that serves an ALPN name.
  public static func service(alpn: [UInt8]) -> [UInt8] { [UInt8(ascii: "p")] + alpn }
  /// A handler's idle and duration limits, seconds, four bytes each; 0: the node's.
  public static func handler(_ name: String) -> [UInt8] { [UInt8(ascii: "s")] + Array(name.utf8) }

  /// A number's bytes as values hold them.
  public static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// The number back; nil where there are too few bytes.
  static func number<Number: FixedWidthInteger>(_ type: Number.Type, _ bytes: some Collection<UInt8>) -> Number? {
    guard bytes.count >= Number.bitWidth / 8 else { return nil }
    return bytes.prefix(Number.bitWidth / 8).enumerated().reduce(Number(0)) {
      $0 | Number(truncatingIfNeeded: $1.element) << (8 * $1.offset)
    }
  }
}
