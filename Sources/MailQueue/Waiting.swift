/// How long a message has waited, by a clock that may be set.
///
/// Of the time between two looks at it no more than ``maximumStep`` counts, and none where the clock went back: one that
/// was ahead for a moment gives nothing up, and what was queued by it does not wait until that time has come.
public struct Waiting: Equatable, Sendable {
  /// The most that counts between two looks, in seconds: a day.
  public static let maximumStep: Int64 = 86_400

  /// What counts, in seconds.
  public let seconds: Int64
  /// The last look, in seconds since 1970.
  public let seen: Int64

  /// As it was noted.
  public init(seconds: Int64, seen: Int64) { (self.seconds, self.seen) = (seconds, seen) }

  /// Nothing yet, at a time in seconds since 1970.
  public init(since queued: Int64) { self.init(seconds: 0, seen: queued) }

  /// The same at a later look.
  public func at(_ now: Int64) -> Waiting {
    Waiting(seconds: seconds + min(max(0, now - seen), Waiting.maximumStep), seen: now)
  }

  /// Whether a look is to be noted: the clock went back, or so much has passed that some of it might not count later.
  public func isNews(at now: Int64) -> Bool { !(0...Waiting.maximumStep / 2).contains(now - seen) }
}
