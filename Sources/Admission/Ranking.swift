/// A table that never grows, of which the entry with the least rank goes first: a binary heap, and where each key is in it.
/// Finding takes constant time, changing logarithmic.
struct Ranking<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  struct Entry: Sendable {
    let key: Key
    var rank: UInt64
    var value: Value
  }

  let capacity: Int
  /// In no order but that the first has the least rank.
  private(set) var entries: [Entry] = []
  private var places: [Key: Int] = [:]

  /// With all the memory that it will ever have.
  init(capacity: Int) {
    self.capacity = max(1, capacity)
    entries.reserveCapacity(self.capacity)
    places.reserveCapacity(self.capacity)
  }

  subscript(key: Key) -> Entry? { places[key].map { entries[$0] } }

  /// Enters a key, or changes its entry; false where the table is full of others with a rank as high or higher.
  mutating func set(_ key: Key, rank: UInt64, _ value: Value) -> Bool {
    let entry = Entry(key: key, rank: rank, value: value)
    if let place = places[key] {
      settle(entry, at: place)
    } else if entries.count < capacity {
      entries.append(entry)
      settle(entry, at: entries.count - 1)
    } else {
      guard let least = entries.first, least.rank < rank else { return false }
      places[least.key] = nil
      settle(entry, at: 0)
    }
    return true
  }

  /// Takes out every entry with this rank or a lower one.
  mutating func removeAll(upTo rank: UInt64) {
    while let least = entries.first, least.rank <= rank {
      places[least.key] = nil
      let last = entries.removeLast()
      if !entries.isEmpty { settle(last, at: 0) }
    }
  }

  /// Puts an entry at a place that is free, and then to where it belongs.
  private mutating func settle(_ entry: Entry, at place: Int) {
    var place = place
    while place > 0, entry.rank < entries[(place - 1) / 2].rank {
      put(entries[(place - 1) / 2], at: place)
      place = (place - 1) / 2
    }
    while let child = leastChild(of: place), entries[child].rank < entry.rank {
      put(entries[child], at: place)
      place = child
    }
    put(entry, at: place)
  }

  private func leastChild(of place: Int) -> Int? {
    let (left, right) = (2 * place + 1, 2 * place + 2)
    guard left < entries.count else { return nil }
    return right < entries.count && entries[right].rank < entries[left].rank ? right : left
  }

  private mutating func put(_ entry: Entry, at place: Int) {
    entries[place] = entry
    places[entry.key] = place
  }
}
