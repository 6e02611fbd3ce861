import Processes
import Spool
import Testing

private func sorted(_ names: [String]) -> [String] { names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

@Test func namesSortInTheOrderInWhichTheyWereMade() {
  // A clock that goes on, stands still, and is set back by an hour and by decades.
  let times: [UInt64] = [
    1_700_000_000_000_000, 1_700_000_000_000_001, 1_700_000_000_000_001, 1_700_000_000_999_999, 1_700_000_000_999_999,
    1_699_996_400_000_000, 0, 1, 1_700_000_001_000_000, 1_700_000_001_000_001, 1_700_000_000_000_000,
  ]
  var steps = times.makeIterator()
  var names = UniqueNames { steps.next() ?? 0 }
  let made = times.map { _ in names.next() }
  #expect(made == sorted(made) && Set(made).count == made.count)
  #expect(
    made.map(UniqueName.time) == [
      1_700_000_000_000_000, 1_700_000_000_000_001, 1_700_000_000_000_002, 1_700_000_000_999_999, 1_700_000_001_000_000,
      1_700_000_001_000_001, 1_700_000_001_000_002, 1_700_000_001_000_003, 1_700_000_001_000_004, 1_700_000_001_000_005,
      1_700_000_001_000_006,
    ])
}

@Test func namesStayAboveWhatIsThere() throws {
  let there = UniqueName.make(2_000_000_000_000_000)
  var names = UniqueNames(after: there) { 1_700_000_000_000_000 }
  let next = names.next()
  #expect(UniqueName.time(next) == 2_000_000_000_000_001)
  names.follow(UniqueName.make(2_100_000_000_000_000))
  names.follow(there)
  #expect(UniqueName.time(names.next()) == 2_100_000_000_000_001)
  // The system's clock is one for all.
  var own = UniqueNames()
  let time = try #require(UniqueName.time(own.next()))
  #expect(time.distance(to: Clock.unixMicroseconds) < 60_000_000)
}

@Test func namesHaveTheirForm() throws {
  let name = UniqueName.make(1_000_007)
  #expect(name.hasPrefix("0000000001.000007.") && name.utf8.count == UniqueName.length && Directory.isName(name))
  #expect(UniqueName.make(1_000_007) != name)
  // At the end of time they are unique, and no more in order.
  var names = UniqueNames(after: UniqueName.make(.max)) { .max }
  let last = (0..<3).map { _ in names.next() }
  #expect(last.allSatisfy { UniqueName.time($0) == UniqueName.lastTime } && Set(last).count == 3)
}

@Test(arguments: [
  "", ".", "..", "0000000001.000007.", "0000000001.000007.0123456789abcdeF", "000000001.000007.0123456789abcdef",
  "0000000001.0000070.123456789abcdef", "0000000001.000007.0123456789abcdef.", "-000000001.000007.0123456789abcdef",
  "0000000001 000007.0123456789abcdef", "٠000000001.000007.0123456789abcdef", String(repeating: "9", count: 4000),
])
func whatIsNoSuchNameHasNoTime(_ text: String) {
  #expect(UniqueName.time(text) == nil)
  var names = UniqueNames(after: text) { 5 }
  #expect(UniqueName.time(names.next()) == 5)
}
