/// How fast something goes: a moving average, so that it tells of now and does not jump.
public struct Meter: Sendable {
  /// The time over which it is the average, in microseconds.
  public static let window: UInt64 = 5_000_000
  /// How far apart what is remembered is.
  private static let step: UInt64 = 250_000

  /// What was done by then, the oldest first.
  private var samples: [(time: UInt64, done: UInt64)]
  private var done: UInt64

  /// Begins at a time in microseconds, when so much was done already.
  public init(at now: UInt64, done: UInt64) {
    samples = [(now, done)]
    self.done = done
  }

  /// By now so much is done, and never less than before.
  public mutating func note(_ done: UInt64, at now: UInt64) {
    self.done = max(done, self.done)
    guard let last = samples.last, now >= last.time + Meter.step else { return }
    samples.append((now, self.done))
    // The oldest is as old as the window, or was just before it.
    while samples.count > 2, samples[1].time + Meter.window <= now { samples.removeFirst() }
  }

  /// Units a second; nil while that would be a guess.
  public func rate(at now: UInt64) -> UInt64? {
    guard let first = samples.first, now >= first.time + Meter.step else { return nil }
    let time = now - first.time
    let (product, isOver) = (done - first.done).multipliedReportingOverflow(by: 1_000_000)
    return isOver ? (done - first.done) / max(1, time / 1_000_000) : product / time
  }

  /// Seconds until so much is done; nil where nobody can tell.
  public func secondsLeft(until whole: UInt64, at now: UInt64) -> UInt64? {
    guard let rate = rate(at: now), rate > 0, whole >= done else { return nil }
    return (whole - done + rate - 1) / rate
  }
}
