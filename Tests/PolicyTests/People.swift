import Policy

/// The callers and lists that the tests speak of.
enum People {
  static let now: Int64 = 1_780_272_000  // 2026-06-01T00:00Z

  /// 32 times the same byte.
  static func fingerprint(_ byte: UInt8) -> Fingerprint {
    Fingerprint(bytes: [UInt8](repeating: byte, count: 32))!
  }

  /// alice, mallory …; `alice!` is the same certificate without a verified chain; `nobody` has none.
  static func caller(_ name: String, service: String = "chat", from: String = "2001:db8::1") -> Caller {
    let unchained = name.hasSuffix("!")
    let (identity, anchors) = known[unchained ? String(name.dropLast()) : name]!
    return Caller(
      identity: identity, anchors: unchained ? [] : anchors, address: Address(from)!, service: service)
  }

  static let known: [String: (Identity?, [Int])] = [
    "nobody": (nil, []),
    "alice": (
      Identity(
        name: "Alice Example", emails: ["Alice@EXAMPLE.org"], userIDs: ["Alice"], organizations: ["Example Pte Ltd"],
        units: ["Research"], certificate: fingerprint(0xa1), key: fingerprint(0xa2)), [0]
    ),
    "bob": (
      Identity(
        name: "Bob", emails: ["bob@example.com", "Bob.B@Sub.Example.ORG"], userIDs: ["bob", "ROBERT"],
        organizations: ["Other Ltd", "Bob & Sons"], units: ["Sales", "Board"], certificate: fingerprint(0xb1),
        key: fingerprint(0xb2)), [1]
    ),
    "carol": (
      Identity(emails: ["carol@example.org"], certificate: fingerprint(0xc1), key: fingerprint(0xc2)), [0]
    ),
    "dave": (
      Identity(
        name: "dave@example.org", emails: ["dave@example.org"], certificate: fingerprint(0xd1), key: fingerprint(0xd2)),
      [0]
    ),
    "eve": (
      Identity(
        name: "Eve Self", emails: ["eve@example.net"], userIDs: ["eve"], organizations: ["Example Pte Ltd"],
        certificate: fingerprint(0xe1), key: fingerprint(0xe2)), []
    ),
    "frank": (
      Identity(name: "Frank", certificate: fingerprint(0xf1), key: fingerprint(0xf2)), [0, 1]
    ),
    "zoe": (
      Identity(
        name: "ZOE\u{308}  Müller", emails: ["zoë@example.org"], organizations: ["ÜBER GmbH"],
        certificate: fingerprint(0x21), key: fingerprint(0x22)), [0]
    ),
  ]

  /// What the lists friends (index 0) and pests (index 1) hold.
  static let lists: [[UInt8]: [Int]] = [
    ListEntry.certificate(fingerprint(0xe1)).recordKey: [0],
    ListEntry.email(normalising: "Alice@example.org").recordKey: [0],
    ListEntry.userID(normalising: "robert").recordKey: [0],
    ListEntry.key(fingerprint(0xf2)).recordKey: [1],
    ListEntry.email(normalising: "carol@example.org").recordKey: [1],
    ListEntry.email(normalising: "eve@example.net").recordKey: [1],
  ]

  static func lookUp(_ entry: ListEntry) -> [Int] { lists[entry.recordKey] ?? [] }
}

/// A policy from text; what fails to parse fails the test.
func policy(_ text: String) throws -> RuleSet {
  RuleSet(try PolicySource.parse(Array(text.utf8), file: "policy"))
}

/// The error that a policy gives; nil if it parses.
func error(of text: String) -> String? {
  do {
    _ = try PolicySource.parse(Array(text.utf8), file: "policy")
    return nil
  } catch {
    return error.description
  }
}
