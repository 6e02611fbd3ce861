/// Who holds how much: for each key what is active and how fast it came, in a table that never grows.
///
/// A key that has nothing active is remembered, with its rate, until its place is needed: the one idle longest goes
/// first. An active key is never forgotten, so a flood of keys can only displace keys at rest. Every operation takes
/// constant time. Times are microseconds of a clock that never goes back, below 2^63.
public struct Shares<Key: Hashable & Sendable>: Sendable {
  /// How many keys there is room for.
  public let capacity: Int

  private struct Entry: Sendable {
    var key: Key?
    var active: UInt32 = 0
    /// When the next admission is due at an even rate (the generic cell rate algorithm, ITU-T I.371).
    var due: UInt64 = 0
    var nextInBucket = none
    var idleBefore = none
    var idleAfter = none
  }

  private static var none: Int { -1 }
  private var entries: [Entry]
  private var buckets: [Int]
  private var idleFirst = none
  private var idleLast = none

  /// Makes a table for `capacity` keys (at least 1), with all the memory that it will ever have.
  public init(capacity: Int) {
    self.capacity = max(1, capacity)
    entries = [Entry](repeating: Entry(), count: self.capacity)
    buckets = [Int](repeating: Self.none, count: self.capacity)
    for index in entries.indices { rest(index) }
  }

  /// Admits `key`, which then holds one more until `release`.
  public mutating func admit(_ key: Key, _ allowance: Allowance, now: UInt64) throws(Refusal) {
    guard let index = find(key) ?? claim(key) else { throw .tableFull }
    if allowance.active > 0 && entries[index].active >= allowance.active { throw .tooMany }
    if allowance.count > 0 && allowance.seconds > 0 {
      let period = UInt64(allowance.seconds) * 1_000_000
      let interval = period / UInt64(allowance.count)
      // The cap matters after a reload: a slower rate of before binds nobody for longer than the present one.
      let due = min(max(entries[index].due, now), now + period)
      entries[index].due = due
      guard due - now <= period - interval else { throw .tooFast }
      entries[index].due = due + interval
    }
    if entries[index].active == 0 { wake(index) }
    entries[index].active += 1
  }

  /// Gives one back. A key that holds nothing is left alone.
  public mutating func release(_ key: Key) {
    guard let index = find(key), entries[index].active > 0 else { return }
    entries[index].active -= 1
    if entries[index].active == 0 { rest(index) }
  }

  /// How many `key` holds.
  public func active(_ key: Key) -> Int { find(key).map { Int(entries[$0].active) } ?? 0 }

  private func bucket(_ key: Key) -> Int { Int(UInt(bitPattern: key.hashValue) % UInt(buckets.count)) }

  private func find(_ key: Key) -> Int? {
    var index = buckets[bucket(key)]
    while index != Self.none {
      if entries[index].key == key { return index }
      index = entries[index].nextInBucket
    }
    return nil
  }

  /// The place of the key that has been idle longest, now this key's, which is idle too.
  private mutating func claim(_ key: Key) -> Int? {
    let index = idleFirst
    guard index != Self.none else { return nil }
    if let old = entries[index].key { unchain(index, from: bucket(old)) }
    entries[index].key = key
    entries[index].due = 0
    entries[index].nextInBucket = buckets[bucket(key)]
    buckets[bucket(key)] = index
    return index
  }

  private mutating func unchain(_ index: Int, from bucket: Int) {
    let next = entries[index].nextInBucket
    if buckets[bucket] == index { return buckets[bucket] = next }
    var before = buckets[bucket]
    while entries[before].nextInBucket != index { before = entries[before].nextInBucket }
    entries[before].nextInBucket = next
  }

  /// Puts an entry at the end of the idle ones.
  private mutating func rest(_ index: Int) {
    entries[index].idleBefore = idleLast
    entries[index].idleAfter = Self.none
    if idleLast == Self.none { idleFirst = index } else { entries[idleLast].idleAfter = index }
    idleLast = index
  }

  /// Takes an entry out of the idle ones.
  private mutating func wake(_ index: Int) {
    let (before, after) = (entries[index].idleBefore, entries[index].idleAfter)
    if before == Self.none { idleFirst = after } else { entries[before].idleAfter = after }
    if after == Self.none { idleLast = before } else { entries[after].idleBefore = before }
  }
}
