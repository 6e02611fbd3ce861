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

/// What a caller may do with the files that a service keeps; what each means in full is the service's to say.
public enum FileRights: String, Sendable, CaseIterable {
  /// What is offered can be listed and fetched.
  case read
  /// That, and the caller has a place of its own to write in.
  case write
  /// New files are taken, and nothing is shown.
  case drop
  /// Neither.
  case none
}

/// What an allowed caller may use; nil means that the rule does not say.
public struct Limits: Equatable, Sendable {
  /// The longest time that a rule can give: 365 days.
  public static let longestSeconds: UInt32 = 365 * 86400
  /// How many bytes a rule can let a caller keep: up to 128 TiB.
  public static let quotaRange: ClosedRange<UInt64> = 1...128 << 40

  /// Sessions at once for one key, 1 to 1,000,000.
  public var sessions: UInt32?
  /// New sessions for one key.
  public var rate: Rate?
  /// Seconds without a byte in either direction, 1 to 365 days.
  public var idleSeconds: UInt32?
  /// Seconds that a session may last, 1 to 365 days.
  public var durationSeconds: UInt32?
  /// What the caller may do with files; the handler keeps to it.
  public var files: FileRights?
  /// The bytes that the service keeps for the caller, 1 to 128 TiB; the handler keeps to it.
  public var quotaBytes: UInt64?

  /// Only what is given is limited.
  public init(
    sessions: UInt32? = nil, rate: Rate? = nil, idleSeconds: UInt32? = nil, durationSeconds: UInt32? = nil,
    files: FileRights? = nil, quotaBytes: UInt64? = nil
  ) {
    self.sessions = sessions
    self.rate = rate
    self.idleSeconds = idleSeconds
    self.durationSeconds = durationSeconds
    self.files = files
    self.quotaBytes = quotaBytes
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
