/// From where peers were let in, and when last, in a table that never grows: the one whose last time is longest ago goes
/// first. Times are seconds of any clock; one that is set back forgets nothing.
public struct KnownSources<Key: Hashable & Sendable>: Sendable {
  /// How long a source is known after its last peer, in seconds.
  public let patience: UInt64
  private var table: Ranking<Key, Void>

  /// Makes a table for `capacity` sources (at least 1), with all the memory that it will ever have.
  public init(capacity: Int, patience: UInt64) {
    self.patience = patience
    table = Ranking(capacity: capacity)
  }

  /// How many there are, also those that are forgotten when somebody is let in.
  public var count: Int { table.entries.count }

  /// A peer was let in from there at that time.
  public mutating func remember(_ key: Key, at time: UInt64, now: UInt64) {
    if now > patience { table.removeAll(upTo: now - patience) }
    _ = table.set(key, rank: max(time, table[key]?.rank ?? 0), ())
  }

  /// Whether a peer was let in from there lately.
  public func contains(_ key: Key, now: UInt64) -> Bool {
    table[key].map { $0.rank + patience > now } ?? false
  }

  /// All, with the time when a peer was last let in, in no order.
  public var all: [(key: Key, time: UInt64)] { table.entries.map { ($0.key, $0.rank) } }
}
