/// Processor time that those may have who are not known yet: so much of every second, and a little in store.
///
/// What one of them will cost is guessed from those before, charged when it begins and set right when it has ended. Times
/// are microseconds, of a clock that never goes back and of processor time.
public struct Budget: Sendable {
  /// What can be in store: what is spent at once by those who come first, in microseconds of processor time.
  public static let store: Int64 = 100_000
  /// What one is guessed to cost before any has ended, in microseconds.
  public static let firstGuess: UInt64 = 5000

  private var left = store
  /// Of a microsecond, in hundredths.
  private var remainder: Int64 = 0
  private var asOf: UInt64 = 0
  /// What one is guessed to cost, in microseconds.
  public private(set) var guess = firstGuess

  /// A full one.
  public init() {}

  /// Whether there is something left, where `percent` of one processor is granted: of the store, or for those who have had
  /// some lately of its upper half, so that they do not take it from the others.
  public mutating func hasSome(percent: UInt32, hadSome: Bool = false, now: UInt64) -> Bool {
    // Whatever is longer ago fills it anyway.
    let elapsed = Int64(min(now - min(now, asOf), 3_600_000_000))
    let gain = elapsed * Int64(percent) + remainder
    left = min(left + gain / 100, Self.store)
    remainder = gain % 100
    asOf = now
    return left > (hadSome ? Self.store / 2 : 0)
  }

  /// Charges one that begins, for what it is guessed to cost and for a signature, which takes so long; returns what it was
  /// charged.
  public mutating func charge(signature: UInt64 = 0) -> UInt64 {
    let charge = guess + min(signature, 10_000_000)
    left -= Int64(charge)
    return charge
  }

  /// One has ended that was charged so much, and has used so much besides what was signed for it.
  public mutating func settle(charged: UInt64, used: UInt64, signing: UInt64 = 0) {
    let (used, signing) = (min(used, 10_000_000), min(signing, 10_000_000))
    // One that was costly does not keep all others out for long.
    let debt = max(4 * Self.store, Int64(charged))
    left = min(max(left + Int64(charged) - Int64(used + signing), -debt), Self.store)
    guess = min(max((7 * guess + used) / 8, 500), 100_000)
  }
}

/// Random early drop, as MaxStartups of sshd_config(5).
public enum EarlyDrop {
  /// Whether the next one is turned away when `count` of `full` places are taken: never below half, always when all are,
  /// and in between by chance, the more the fuller. `random` is evenly distributed in 0..<1, and only asked for in between.
  public static func drops(count: Int, full: Int, random: @autoclosure () -> Double) -> Bool {
    let half = full / 2
    guard count >= half else { return false }
    return count >= full || random() < Double(count - half) / Double(full - half)
  }
}
