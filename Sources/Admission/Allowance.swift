/// How much one key may have.
public struct Allowance: Equatable, Sendable {
  /// Admissions at once; 0: no limit.
  public var active: UInt32
  /// Admissions within `seconds`, all of them at once if need be; 0: no limit.
  public var count: UInt32
  /// The period of `count`, in seconds; 0: no limit.
  public var seconds: UInt32

  /// All parts; without them, no limit.
  public init(active: UInt32 = 0, count: UInt32 = 0, seconds: UInt32 = 0) {
    self.active = active
    self.count = count
    self.seconds = seconds
  }
}

/// Why a key is not admitted.
public enum Refusal: Error, Equatable, Sendable {
  /// It has as many at once as it may.
  case tooMany
  /// It has come as often as it may.
  case tooFast
  /// The table is full of other keys that are active.
  case tableFull
}
