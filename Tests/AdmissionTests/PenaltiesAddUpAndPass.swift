import Admission
import Testing

private let second: UInt64 = 1_000_000
/// Costs of 1 to 5 seconds; 4 seconds bar, and nothing lasts longer than 20.
private let tariff = Tariff(
  costs: (1...5).map { $0 * second }, minimum: 4 * second, maximum: 20 * second)

@Test func aPenaltyBitesFromTheMinimumOnUntilNothingIsLeft() {
  var penalties = Penalties<String>(capacity: 4)
  #expect(penalties.add(.denied, by: "a", tariff, now: 0) == nil)
  #expect(!penalties.isBarred("a", now: 0))
  #expect(penalties.add(.denied, by: "a", tariff, now: second) == 5 * second)
  #expect(penalties.isBarred("a", now: 2 * second))
  // Below the minimum again, and yet barred: it has to pass.
  #expect(penalties.isBarred("a", now: 6 * second - 1))
  #expect(!penalties.isBarred("a", now: 6 * second))
  #expect(!penalties.isBarred("b", now: second))
}

/// Whoever tries again by hand, slower than a misdeed costs, is never kept out.
@Test func whoIsSlowerThanTheCostIsNeverBarred() {
  var penalties = Penalties<Int>(capacity: 4)
  for number in 0..<1000 {
    #expect(penalties.add(.noCertificate, by: 1, tariff, now: UInt64(number) * 2 * second) == nil)
  }
  #expect(!penalties.isBarred(1, now: 1999 * second))
}

@Test func noPenaltyLastsLongerThanTheMaximum() throws {
  var penalties = Penalties<Int>(capacity: 4)
  for _ in 0..<100_000 { _ = penalties.add(.crash, by: 1, tariff, now: 7 * second) }
  let penalty = try #require(penalties.page(from: 0, count: 1).penalties.first)
  #expect(penalty.until == 27 * second && penalty.isBarred)
  #expect(penalty.counts[Misdeed.crash.rawValue] == 65_535, "counts do not overflow")
  #expect(penalties.isBarred(1, now: 27 * second - 1) && !penalties.isBarred(1, now: 27 * second))
}

@Test func itIsSaidOnceThatASourceIsKeptOut() {
  var penalties = Penalties<Int>(capacity: 4)
  #expect(penalties.add(.crash, by: 1, tariff, now: 0) == 5 * second)
  #expect(penalties.add(.crash, by: 1, tariff, now: 0) == nil)
  #expect(penalties.add(.crash, by: 1, tariff, now: 10 * second) == 5 * second, "the first has passed: a new one")
}

@Test func whatCostsNothingIsNotRemembered() {
  var penalties = Penalties<Int>(capacity: 4)
  let free = Tariff(costs: [0, 0, 0, 0, 0], minimum: 1, maximum: second)
  for misdeed in Misdeed.allCases { #expect(penalties.add(misdeed, by: 1, free, now: 0) == nil) }
  #expect(penalties.count == 0)
}

/// However many sources come, a penalty is only forgotten for longer ones.
@Test func aFloodDoesNotClearALongerPenalty() throws {
  var penalties = Penalties<Int>(capacity: 100)
  for _ in 0..<4 { _ = penalties.add(.crash, by: -1, tariff, now: 0) }
  for key in 0..<50_000 {
    let now = UInt64(key) * 100
    _ = penalties.add(.timeout, by: key, tariff, now: now)
    #expect(penalties.count <= 100)
  }
  #expect(penalties.isBarred(-1, now: 19 * second))
  #expect(!penalties.isBarred(0, now: 2 * second), "the shortest went")
  // And those that have run out make room by themselves.
  #expect(penalties.add(.crash, by: 7, tariff, now: 60 * second) == 5 * second)
  #expect(penalties.count == 1)
}

@Test func theTableAgreesWithAPlainListOverALongRandomLife() {
  var penalties = Penalties<Int>(capacity: 1000)
  var plain: [Int: (until: UInt64, isBarred: Bool)] = [:]
  var now: UInt64 = 0
  for _ in 0..<20_000 {
    now += .random(in: 0..<second)
    let (key, misdeed) = (Int.random(in: 0..<50), Misdeed.allCases.randomElement()!)
    _ = penalties.add(misdeed, by: key, tariff, now: now)
    var own = plain[key] ?? (until: now, isBarred: false)
    if own.until <= now { own = (until: now, isBarred: false) }
    own.until = min(own.until + tariff.costs[misdeed.rawValue], now + tariff.maximum)
    own.isBarred = own.isBarred || own.until - now >= tariff.minimum
    plain[key] = own
    let other = Int.random(in: 0..<50)
    #expect(penalties.isBarred(other, now: now) == (plain[other].map { $0.isBarred && $0.until > now } ?? false))
  }
  var (place, seen): (Int?, Set<Int>) = (0, [])
  while let from = place {
    let page = penalties.page(from: from, count: 7)
    for penalty in page.penalties {
      seen.insert(penalty.key)
      #expect(penalty.until == plain[penalty.key]?.until)
    }
    place = page.next
  }
  #expect(seen == Set(plain.filter { $0.value.until > now }.keys))
}
