/// What a source is penalised for.
public enum Misdeed: Int, CaseIterable, Sendable {
  /// A handshake that is none.
  case handshake
  /// No certificate, or one that nobody answers for.
  case noCertificate
  /// A certificate that the policy denies.
  case denied
  /// No handshake in the time for it.
  case timeout
  /// A session that crashed, or behaved as if it had been taken over.
  case crash
}

/// What each misdeed costs, as PerSourcePenalties of OpenSSH's sshd_config(5). All in microseconds.
public struct Tariff: Equatable, Sendable {
  /// What a misdeed adds, by its raw value.
  public var costs: [UInt64]
  /// A penalty below this keeps nobody out.
  public var minimum: UInt64
  /// No penalty lasts longer.
  public var maximum: UInt64

  /// All parts; `costs` has one for each misdeed.
  public init(costs: [UInt64], minimum: UInt64, maximum: UInt64) {
    self.costs = costs
    self.minimum = minimum
    self.maximum = maximum
  }
}

/// How long each source is kept out for what came from it, in a table that never grows.
///
/// Each misdeed adds its time to what is left of the source's penalty, which passes with the clock. From the tariff's
/// minimum on the source is barred, and stays so until nothing is left. When the table is full the penalty with the least
/// left goes, and never for a smaller one: to have a source's penalty forgotten, others must have earned longer ones, as
/// many as there is room for. Times are microseconds of a clock that never goes back, below 2^63.
public struct Penalties<Key: Hashable & Sendable>: Sendable {
  /// What a source has against it.
  public struct Penalty: Sendable {
    /// Whose.
    public let key: Key
    /// When nothing is left.
    public let until: UInt64
    /// Whether it keeps the source out.
    public let isBarred: Bool
    /// How often for what, by the misdeed's raw value; 65,535 means that or more.
    public let counts: SIMD8<UInt16>
  }

  private struct State: Sendable {
    var isBarred = false
    var counts = SIMD8<UInt16>()
  }

  private var table: Ranking<Key, State>

  /// Makes a table for `capacity` sources (at least 1), with all the memory that it will ever have.
  public init(capacity: Int) { table = Ranking(capacity: capacity) }

  /// How many have a penalty, also one that has run out since the last misdeed of anybody.
  public var count: Int { table.entries.count }

  /// Adds a misdeed. Returns how long the source is kept out where it was not before; else nil.
  public mutating func add(_ misdeed: Misdeed, by key: Key, _ tariff: Tariff, now: UInt64) -> UInt64? {
    table.removeAll(upTo: now)
    let cost = tariff.costs[misdeed.rawValue]
    guard cost > 0 else { return nil }
    let before = table[key]
    var state = before?.value ?? State()
    let until = min(max(before?.rank ?? 0, now) + cost, now + tariff.maximum)
    let begins = !state.isBarred && until - now >= tariff.minimum
    state.isBarred = state.isBarred || begins
    if state.counts[misdeed.rawValue] < .max { state.counts[misdeed.rawValue] += 1 }
    guard table.set(key, rank: until, state), begins else { return nil }
    return until - now
  }

  /// Whether the source is kept out.
  public func isBarred(_ key: Key, now: UInt64) -> Bool {
    guard let entry = table[key] else { return false }
    return entry.value.isBarred && entry.rank > now
  }

  /// At most `count` penalties from a place in the table on, and the next place; nil at the end. What happens between
  /// two questions may move penalties from one place to another.
  public func page(from place: Int, count: Int) -> (penalties: [Penalty], next: Int?) {
    let entries = table.entries.dropFirst(place).prefix(count)
    let penalties = entries.map {
      Penalty(key: $0.key, until: $0.rank, isBarred: $0.value.isBarred, counts: $0.value.counts)
    }
    return (penalties, place + entries.count < table.entries.count ? place + entries.count : nil)
  }
}
