import Processes

/// Names for files: `SECONDS.MICROS.RANDOM`, 10, 6 and 16 digits, the last ones hexadecimal. Sorted by their bytes they
/// stand in the order of their times.
public enum UniqueName {
  /// The length of every name, in bytes.
  public static let length = 34
  /// The last time that a name can have, in microseconds since 1970: in the year 2286.
  public static let lastTime: UInt64 = 9_999_999_999_999_999

  /// A name of that time, in microseconds since 1970, that no other has.
  public static func make(_ microseconds: UInt64) -> String {
    let time = min(microseconds, lastTime)
    return digits(time / 1_000_000, 10) + "." + digits(time % 1_000_000, 6) + "."
      + digits(.random(in: 0 ... .max), 16, 16)
  }

  /// A name's time, in microseconds since 1970; nil for what is no such name.
  public static func time(_ name: String) -> UInt64? {
    let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.map(\.count) == [10, 6, 16], parts[0].allSatisfy(isDecimal), parts[1].allSatisfy(isDecimal),
      parts[2].allSatisfy({ isDecimal($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) })
    else { return nil }
    return parts.dropLast().joined().reduce(0) { 10 * $0 + UInt64($1 - UInt8(ascii: "0")) }
  }

  private static func isDecimal(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func digits(_ number: UInt64, _ width: Int, _ radix: Int = 10) -> String {
    let text = String(number, radix: radix)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}

/// Unique names that sort in the order in which they were made, also where the clock is set back.
public struct UniqueNames: ~Copyable {
  private var last: UInt64 = 0
  private let clock: () -> UInt64

  /// Names from now on; they sort after `name` where that is one. `clock` tells microseconds since 1970.
  public init(after name: String? = nil, clock: @escaping () -> UInt64 = { Clock.unixMicroseconds }) {
    self.clock = clock
    if let name { follow(name) }
  }

  /// The next ones sort after `name` too, such as one that another process has made; what is no such name is passed over.
  public mutating func follow(_ name: String) { last = max(last, UniqueName.time(name) ?? 0) }

  /// The next name: of this microsecond, or where that is not after the last name's, of the one after it.
  public mutating func next() -> String {
    last = min(max(clock(), last + 1), UniqueName.lastTime)
    return UniqueName.make(last)
  }
}
