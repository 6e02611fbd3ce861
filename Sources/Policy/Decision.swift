/// What becomes of a caller. A knocker is let in only to ask to be added.
public enum Verdict: String, Sendable, CaseIterable {
  case allow, deny, knock
}

/// So many in such a time.
public struct Rate: Equatable, Sendable {
  /// How many: 1 to 1,000,000.
  public static let countRange: ClosedRange<UInt32> = 1...1_000_000

  /// How many may happen, 1 to 1,000,000.
  public var count: UInt32
  /// In how many seconds: 1, 60, 3600 or 86400.
  public var perSeconds: UInt32

  /// `count` in `perSeconds` seconds.
  public init(count: UInt32, perSeconds: UInt32) {
    self.count = count
    self.perSeconds = perSeconds
  }
}

/// What an allowed caller may use; nil means that the rule does not say.
public struct Limits: Equatable, Sendable {
  /// The longest time that a rule can give: 365 days.
  public static let longestSeconds: UInt32 = 365 * 86400

  /// Sessions at once for one key, 1 to 1,000,000.
  public var sessions: UInt32?
  /// New sessions for one key.
  public var rate: Rate?
  /// Seconds without a byte in either direction, 1 to 365 days.
  public var idleSeconds: UInt32?
  /// Seconds that a session may last, 1 to 365 days.
  public var durationSeconds: UInt32?

  /// Only what is given is limited.
  public init(
    sessions: UInt32? = nil, rate: Rate? = nil, idleSeconds: UInt32? = nil, durationSeconds: UInt32? = nil
  ) {
    self.sessions = sessions
    self.rate = rate
    self.idleSeconds = idleSeconds
    self.durationSeconds = durationSeconds
  }
}

/// A verdict, and the rule that gave it.
public struct Decision: Equatable, Sendable {
  /// What becomes of the caller.
  public var verdict: Verdict
  /// The policy's line that decided; nil if none matched.
  public var line: Int?
  /// What the deciding rule limits.
  public var limits: Limits

  /// A decision made elsewhere, for instance received in a message.
  public init(verdict: Verdict, line: Int?, limits: Limits = Limits()) {
    self.verdict = verdict
    self.line = line
    self.limits = limits
  }

  /// `policy:12`, or `default` if no rule matched: PEERTLS_RULE in journal and environment.
  public var rule: String { line.map { "policy:\($0)" } ?? "default" }
}
