import Admission
import Testing

private let day: UInt64 = 86_400

@Test func aSourceIsKnownForAWhileAfterItsLastPeer() {
  var known = KnownSources<String>(capacity: 4, patience: 30 * day)
  known.remember("a", at: 100 * day, now: 100 * day)
  #expect(known.contains("a", now: 100 * day))
  #expect(known.contains("a", now: 130 * day - 1))
  #expect(!known.contains("a", now: 130 * day))
  #expect(!known.contains("b", now: 100 * day))
  known.remember("a", at: 120 * day, now: 120 * day)
  #expect(known.contains("a", now: 140 * day))
}

@Test func aClockThatIsSetBackForgetsNobody() {
  var known = KnownSources<Int>(capacity: 4, patience: 30 * day)
  known.remember(1, at: 100 * day, now: 100 * day)
  known.remember(1, at: day, now: day)
  #expect(known.contains(1, now: 0) && known.contains(1, now: 101 * day))
}

@Test func whoWasThereLongestAgoGoesFirst() {
  var known = KnownSources<Int>(capacity: 3, patience: 30 * day)
  for (key, time) in [(1, 10), (2, 20), (3, 30), (1, 40)] as [(Int, UInt64)] {
    known.remember(key, at: time, now: time)
  }
  known.remember(4, at: 50, now: 50)
  #expect((1...4).map { known.contains($0, now: 50) } == [true, false, true, true])
  #expect(known.count == 3)
  #expect(Set(known.all.map(\.key)) == [1, 3, 4])
}

@Test func whatHasPassedMakesRoom() {
  var known = KnownSources<Int>(capacity: 100, patience: 30 * day)
  for key in 0..<50 { known.remember(key, at: 1, now: 1) }
  known.remember(50, at: 31 * day, now: 31 * day)
  #expect(known.count == 1)
}
