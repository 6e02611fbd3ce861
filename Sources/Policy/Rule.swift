/// An attribute of an identity that globs are compared with.
public enum NameAttribute: String, Sendable, CaseIterable {
  case commonName = "cn"
  case email
  case userID = "userid"
  case organization = "org"
  case unit
}

/// One condition of a rule.
public enum Condition: Hashable, Sendable {
  /// A verified chain to the anchor with this index.
  case anchor(Int)
  /// An entry in the list with this index.
  case list(Int)
  /// This very certificate.
  case certificate(Fingerprint)
  /// This very key, in whatever certificate.
  case key(Fingerprint)
  /// One of the values of the attribute fits.
  case name(NameAttribute, Glob)
  /// Calls from inside the prefix.
  case from(Prefix)
  /// Has a person's or device's name (`Identity.isNamed`).
  case named
  /// Has shown no certificate.
  case anonymous

  /// Whether it can hold without a chain and then proves who calls.
  var isPin: Bool {
    switch self {
    case .certificate, .key, .list: true
    default: false
    }
  }
}

/// One line of the policy that decides.
public struct Rule: Equatable, Sendable {
  /// The line of the policy, from 1.
  public var line: Int
  /// What becomes of a caller who matches.
  public var verdict: Verdict
  /// The services that it is about; empty means every service.
  public var services: [String]
  /// All of them must hold; each kind occurs once at most.
  public var conditions: [Condition]
  /// What an allowed caller may use.
  public var limits: Limits
  /// The Unix time, in seconds, from which on the rule matches nobody. It is asked when a session opens and when the
  /// policy is loaded again; it does not end a session by itself.
  public var until: Int64?

  /// A rule as it stands.
  public init(
    line: Int, verdict: Verdict, services: [String], conditions: [Condition], limits: Limits = Limits(),
    until: Int64? = nil
  ) {
    self.line = line
    self.verdict = verdict
    self.services = services
    self.conditions = conditions
    self.limits = limits
    self.until = until
  }

  /// Whether it is about the service.
  public func concerns(_ service: String) -> Bool { services.isEmpty || services.contains(service) }
}
