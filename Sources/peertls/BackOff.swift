import Conversations
import Processes

/// How long a correspondent who could not be reached is left alone: twice as long after each call in vain.
struct BackOff {
  /// After the first call in vain, in seconds.
  let first: Int64
  /// The longest, in seconds.
  let longest: Int64

  /// For calls by a timer: a minute to six hours.
  static let patient = BackOff(first: 60, longest: 6 * 3600)
  /// For who wants to be connected: five seconds to a quarter of an hour.
  static let eager = BackOff(first: 5, longest: 900)

  /// When to call again after one more call in vain.
  func next(after retry: Retry?, now: Int64 = Clock.unixSeconds) -> Retry {
    let tries = min(max(retry?.tries ?? 0, 0) + 1, Retry.maximumTries)
    // Twenty doublings are more than any longest.
    return Retry(next: now + min(longest, first << Int64(min(tries - 1, 20))), tries: tries)
  }

  /// For how many seconds somebody is still to be left alone. What is further away than any back-off was noted by a clock
  /// that was ahead, and means nothing.
  static func rest(of retry: Retry?, now: Int64 = Clock.unixSeconds) -> Int64 {
    let rest = (retry?.next ?? 0) - now
    return (0...patient.longest).contains(rest) ? rest : 0
  }

  /// Whether a call that began then, on the monotonic clock, was up for so long that its end is no reason to be patient.
  func isLong(since start: UInt64) -> Bool { Clock.monotonic - start > UInt64(longest) * 1_000_000 }
}
