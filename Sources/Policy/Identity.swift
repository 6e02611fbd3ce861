/// What a certificate says about its holder. Whether it is true is for the chain, or a pin, to prove.
public struct Identity: Equatable, Sendable {
  /// The subject's common name; empty if it has none.
  public var name: String
  /// Every e-mail address: rfc822Name alternatives and the subject's emailAddress.
  public var emails: [String]
  /// Every userid (0.9.2342.19200300.100.1.1) of the subject.
  public var userIDs: [String]
  /// Every organizationName of the subject.
  public var organizations: [String]
  /// Every organizationalUnitName of the subject.
  public var units: [String]
  /// The whole subject as text (RFC 4514); for people to read, never matched.
  public var subject: String
  /// The whole issuer as text (RFC 4514); for people to read, never matched.
  public var issuer: String
  /// SHA-256 of the certificate.
  public var certificate: Fingerprint
  /// SHA-256 of its SubjectPublicKeyInfo.
  public var key: Fingerprint

  /// An identity with only what is given.
  public init(
    name: String = "", emails: [String] = [], userIDs: [String] = [], organizations: [String] = [],
    units: [String] = [], subject: String = "", issuer: String = "", certificate: Fingerprint, key: Fingerprint
  ) {
    self.name = name
    self.emails = emails
    self.userIDs = userIDs
    self.organizations = organizations
    self.units = units
    self.subject = subject
    self.issuer = issuer
    self.certificate = certificate
    self.key = key
  }

  /// Whether it has a person's or device's name: a common name that is not blank and not just an e-mail address.
  public var isNamed: Bool {
    let name = foldedText(self.name)
    guard !name.isEmpty else { return false }
    return name.contains(" ") || !name.contains("@")
  }
}

/// The other end of a connection, as far as the policy cares.
public struct Caller: Sendable {
  /// What its certificate claims; nil if it has shown none.
  public var identity: Identity?
  /// Indexes of the policy's anchors that its verified chain leads to; empty if no chain could be verified.
  public var anchors: [Int]
  /// Where it calls from.
  public var address: Address
  /// What it asks for.
  public var service: String

  /// A caller as the handshake found it.
  public init(identity: Identity?, anchors: [Int], address: Address, service: String) {
    self.identity = identity
    self.anchors = anchors
    self.address = address
    self.service = service
  }
}
