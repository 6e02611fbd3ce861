import Progress
import Testing

private let second: UInt64 = 1_000_000

@Test func nothingIsSaidTooEarly() {
  let meter = Meter(at: 7 * second, done: 0)
  #expect(meter.rate(at: 7 * second) == nil)
  #expect(meter.secondsLeft(until: 10, at: 7 * second) == nil)
}

@Test func aSteadyRateIsThatRate() {
  var meter = Meter(at: 0, done: 500)
  for tick in 1...100 as ClosedRange<UInt64> { meter.note(500 + tick * 100, at: tick * second / 10) }
  let rate = meter.rate(at: 10 * second)
  #expect(rate == 1000)
  #expect(meter.secondsLeft(until: 500 + 100 * 100 + 5000, at: 10 * second) == 5)
  #expect(meter.secondsLeft(until: 500 + 100 * 100 + 1, at: 10 * second) == 1)
}

@Test func whatWasGoneBeforeIsNoSpeed() {
  var meter = Meter(at: 0, done: 1 << 40)
  meter.note((1 << 40) + 1000, at: second)
  #expect(meter.rate(at: second) == 1000)
}

@Test func aStandstillComesToNothing() {
  var meter = Meter(at: 0, done: 0)
  for tick in 1...50 as ClosedRange<UInt64> { meter.note(tick * 100, at: tick * second / 10) }
  for tick in 51...150 as ClosedRange<UInt64> { meter.note(5000, at: tick * second / 10) }
  #expect(meter.rate(at: 15 * second) == 0)
  #expect(meter.secondsLeft(until: 6000, at: 15 * second) == nil)
}

@Test func nothingOverflows() {
  var meter = Meter(at: 0, done: 0)
  meter.note(.max, at: second)
  #expect(meter.rate(at: second) != nil)
  #expect(meter.secondsLeft(until: .max, at: second) == 0)
  meter.note(5, at: 2 * second)
  #expect(meter.rate(at: 2 * second) != nil)
}

@Test(
  arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "0.9 KiB"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (102_399, "99.9 KiB"),
    (102_400, "100 KiB"),
    (1_023_999, "999 KiB"), (1_024_000, "0.9 MiB"), (1 << 30, "1.0 GiB"), (UInt64.max, "15.9 EiB"),
  ] as [(UInt64, String)])
func amountsAreShort(_ count: UInt64, _ text: String) {
  #expect(Amount.bytes(count) == text)
}

@Test(
  arguments: [
    (0, "0:00"), (59, "0:59"), (60, "1:00"), (3599, "59:59"), (3600, "1:00:00"), (359_999, "99:59:59"),
    (360_000, "4 days"),
    (UInt64.max, "213503982334601 days"),
  ] as [(UInt64, String)])
func timesAreShort(_ seconds: UInt64, _ text: String) {
  #expect(Amount.time(seconds) == text)
}
