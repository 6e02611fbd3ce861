import Admission
import Testing

private let second: UInt64 = 1_000_000

/// Has as many begin as may at every millisecond of so many seconds, each of which uses that much.
private func begun(_ budget: inout Budget, percent: UInt32, seconds: UInt64, use: UInt64, from start: UInt64 = 0) -> Int
{
  var count = 0
  for millisecond in 0..<seconds * 1000 {
    while budget.hasSome(percent: percent, now: start + millisecond * 1000) {
      let charged = budget.charge()
      budget.settle(charged: charged, used: use)
      count += 1
    }
  }
  return count
}

@Test(arguments: [(50, 5000), (50, 1000), (10, 20_000), (200, 5000)] as [(UInt32, UInt64)])
func theShareHoldsWhateverOneCosts(_ percent: UInt32, _ use: UInt64) {
  var budget = Budget()
  let used = Double(begun(&budget, percent: percent, seconds: 20, use: use)) * Double(use) / Double(second)
  let share = 20 * Double(percent) / 100
  #expect(used > 0.95 * share && used < share + 0.3 + 2 * Double(use) / Double(second), "\(used) s of \(share) s")
}

/// Before it is known what they cost, and while none has ended, they are charged what they are guessed to cost.
@Test func thoseThatHaveNotEndedAreCharged() {
  var budget = Budget()
  var count: Int64 = 0
  while budget.hasSome(percent: 50, now: 0) {
    _ = budget.charge()
    count += 1
  }
  #expect(count == Budget.store / Int64(Budget.firstGuess))
}

@Test func theGuessFollowsWhatTheyCost() {
  var budget = Budget()
  for _ in 0..<100 {
    let charged = budget.charge()
    budget.settle(charged: charged, used: 20_000)
  }
  #expect((19_000...20_000).contains(budget.guess))
}

/// A signature is charged with who begins, and given back where there was none.
@Test func aSignatureIsPartOfThePrice() {
  var budget = Budget()
  _ = budget.hasSome(percent: 50, now: 0)
  let charged = budget.charge(signature: 300_000)
  #expect(charged == 300_000 + Budget.firstGuess)
  let hasSome = [second / 10, second / 2].map { budget.hasSome(percent: 50, now: $0) }
  #expect(hasSome == [false, true], "0.205 s are owed")
  budget.settle(charged: charged, used: 5000)
  budget.settle(charged: budget.charge(), used: 5000, signing: 600_000)
  let later = [second, 2 * second].map { budget.hasSome(percent: 50, now: $0) }
  #expect(later == [false, true])
}

/// However often it is asked, the share is the same.
@Test func noTimeIsLostBetweenQuestions() {
  var budget = Budget()
  while budget.hasSome(percent: 1, now: 0) { _ = budget.charge() }
  for step in 1..<99_000 { _ = budget.hasSome(percent: 1, now: UInt64(step) * 10) }
  let later = budget.hasSome(percent: 1, now: second)
  #expect(later || budget.hasSome(percent: 1, now: second + 1))
}

/// One that was made to cost much does not keep all others out for long.
@Test func aCostlyOneIsForgivenSoon() {
  var budget = Budget()
  _ = budget.hasSome(percent: 50, now: 0)
  let charged = budget.charge()
  budget.settle(charged: charged, used: 3600 * second)
  let hasSome = [second / 2, 3 * second].map { budget.hasSome(percent: 50, now: $0) }
  #expect(hasSome == [false, true])
}

@Test func aRestFillsNoMoreThanTheStore() {
  var budget = Budget()
  let first = begun(&budget, percent: 50, seconds: 1, use: 5000)
  let later = begun(&budget, percent: 50, seconds: 1, use: 5000, from: 1_000_000 * second)
  #expect(abs(first - later) <= 2)
}

@Test func droppingBeginsAtHalfAndIsCertainWhenFull() {
  for count in 0..<32 { #expect(!EarlyDrop.drops(count: count, full: 64, random: 0)) }
  for count in 64...100 { #expect(EarlyDrop.drops(count: count, full: 64, random: 0.999)) }
  #expect(EarlyDrop.drops(count: 48, full: 64, random: 0.49) && !EarlyDrop.drops(count: 48, full: 64, random: 0.51))
  #expect(!EarlyDrop.drops(count: 0, full: 1, random: 0) && EarlyDrop.drops(count: 1, full: 1, random: 0.999))
}

/// Those who have had some leave the lower half of the store to the others.
@Test func whoHasHadSomeLeavesSomeToOthers() {
  var budget = Budget()
  var counts = [0, 0]
  for (index, hadSome) in [true, false].enumerated() {
    while budget.hasSome(percent: 1, hadSome: hadSome, now: 0) {
      _ = budget.charge()
      counts[index] += 1
    }
  }
  let all = Int(Budget.store) / Int(Budget.firstGuess)
  #expect(counts == [all / 2, all - all / 2])
}
