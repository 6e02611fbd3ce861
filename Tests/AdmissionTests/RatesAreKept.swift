import Admission
import Testing

private let second: UInt64 = 1_000_000

/// How many of `attempts` at one time are admitted, each released at once.
private func admitted(_ shares: inout Shares<Int>, _ allowance: Allowance, attempts: Int, now: UInt64) -> Int {
  var count = 0
  for _ in 0..<attempts {
    guard (try? shares.admit(1, allowance, now: now)) != nil else { continue }
    shares.release(1)
    count += 1
  }
  return count
}

@Test(arguments: [(1, 1), (60, 60), (10, 60), (7, 60), (1000, 1), (3, 86_400)])
func aBurstIsTheRateAndNoMore(count: Int, seconds: Int) {
  var shares = Shares<Int>(capacity: 4)
  let allowance = Allowance(count: UInt32(count), seconds: UInt32(seconds))
  #expect(admitted(&shares, allowance, attempts: 2000, now: 5 * second) == count)
  #expect(throws: Refusal.tooFast) { try shares.admit(1, allowance, now: 5 * second) }
}

@Test func theRateComesBackEvenly() {
  var shares = Shares<Int>(capacity: 4)
  let allowance = Allowance(count: 60, seconds: 60)
  #expect(admitted(&shares, allowance, attempts: 100, now: 0) == 60)
  #expect(admitted(&shares, allowance, attempts: 100, now: second - 1) == 0)
  #expect(admitted(&shares, allowance, attempts: 100, now: second) == 1)
  #expect(admitted(&shares, allowance, attempts: 100, now: 11 * second) == 10)
  #expect(admitted(&shares, allowance, attempts: 100, now: 1000 * second) == 60)
}

@Test func overTimeTheRateIsNeverExceeded() {
  var shares = Shares<Int>(capacity: 4)
  let allowance = Allowance(count: 10, seconds: 60)
  var count = 0
  for time in 0..<3600 { count += admitted(&shares, allowance, attempts: 3, now: UInt64(time) * second) }
  #expect(count >= 599 && count <= 610)
}

@Test func aFasterRateAfterAReloadHoldsSoon() {
  var shares = Shares<Int>(capacity: 4)
  #expect(admitted(&shares, Allowance(count: 1, seconds: 86_400), attempts: 2, now: 0) == 1)
  #expect(admitted(&shares, Allowance(count: 60, seconds: 60), attempts: 1, now: 2 * second) == 0)
  #expect(admitted(&shares, Allowance(count: 60, seconds: 60), attempts: 2, now: 3 * second) == 1)
}

@Test func extremeRatesDoNotTrap() {
  var shares = Shares<Int>(capacity: 1)
  let greatest = Allowance(active: .max, count: .max, seconds: .max)
  for now in [0, 1, 1 << 62] as [UInt64] { #expect(admitted(&shares, greatest, attempts: 2, now: now) == 2) }
  #expect(admitted(&shares, Allowance(count: 5, seconds: 0), attempts: 9, now: 1 << 62) == 9)
  #expect(admitted(&shares, Allowance(count: 0, seconds: 5), attempts: 9, now: 1 << 62) == 9)
}
