import Lexemes

/// The right side of an assignment, or a part of it, that still knows where it stood.
struct Value: Sendable {
  let bytes: [UInt8]
  private let offset: Int
  private let line: LogicalLine
  let file: String

  init(bytes: [UInt8], line: LogicalLine, file: String) {
    self.init(bytes: bytes, offset: 0, line: line, file: file)
  }

  private init(bytes: [UInt8], offset: Int, line: LogicalLine, file: String) {
    self.bytes = bytes
    self.offset = offset
    self.line = line
    self.file = file
  }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  func location(_ at: Int) -> Location { line.location(offset + at) }

  /// An error at the byte `at` of this value.
  func error(_ message: String, at: Int = 0) -> ConfigurationError {
    let place = location(at)
    return ConfigurationError(file: file, line: place.line, column: place.column, message: message)
  }

  func slice(_ from: Int, _ to: Int) -> Value {
    Value(bytes: Array(bytes[from..<to]), offset: offset + from, line: line, file: file)
  }

  var trimmed: Value {
    let from = bytes.firstIndex { !$0.isBlank } ?? bytes.count
    let to = (bytes.lastIndex { !$0.isBlank } ?? from - 1) + 1
    return slice(from, to)
  }

  /// The parts between blanks.
  var words: [Value] {
    var words: [Value] = []
    var start = 0
    for index in 0...bytes.count where index == bytes.count || bytes[index].isBlank {
      if index > start { words.append(slice(start, index)) }
      start = index + 1
    }
    return words
  }
}

extension Value {
  /// systemd's booleans: 1 yes y true t on, 0 no n false f off.
  func boolean() throws(ConfigurationError) -> Bool {
    switch string.lowercased() {
    case "1", "yes", "y", "true", "t", "on": return true
    case "0", "no", "n", "false", "f", "off": return false
    default: throw error("expected yes or no, not \"\(string)\"")
    }
  }

  /// A decimal number within bounds.
  func count(_ bounds: ClosedRange<UInt64>) throws(ConfigurationError) -> UInt64 {
    guard let number = decimal(), bounds.contains(number) else {
      throw error("expected a number from \(bounds.lowerBound) to \(bounds.upperBound), not \"\(string)\"")
    }
    return number
  }

  /// A size in bytes, with K, M, G or T for powers of 1024.
  func size(_ bounds: ClosedRange<UInt64>) throws(ConfigurationError) -> UInt64 {
    guard let size = Sizes.bytes(bytes), bounds.contains(size) else {
      throw error(
        "expected a size from \(bounds.lowerBound) to \(bounds.upperBound) bytes, such as 512M (K, M, G, T), "
          + "not \"\(string)\"")
    }
    return size
  }

  /// A time span in seconds as systemd.time(7) writes it: `90`, `15min`, `1h 30min`, or `infinity`.
  func timeSpan(_ bounds: ClosedRange<UInt32>, orInfinity: Bool) throws(ConfigurationError) -> UInt32 {
    if orInfinity, string == "infinity" { return TimeSpan.infinity }
    guard let seconds = Times.seconds(bytes, units: TimeSpan.units), let exact = UInt32(exactly: seconds),
      bounds.contains(exact)
    else {
      throw error(
        "expected a time from \(bounds.lowerBound)s to \(bounds.upperBound)s, such as 30s, 15min or 1h 30min"
          + (orInfinity ? " or infinity" : "") + ", not \"\(string)\"")
    }
    return exact
  }

  /// `N/sec`, `N/min`, `N/hour` or `N/day`.
  func rate() throws(ConfigurationError) -> Rate {
    let periods: [String: UInt32] = ["sec": 1, "min": 60, "hour": 3600, "day": 86400]
    if let slash = bytes.firstIndex(of: UInt8(ascii: "/")),
      let period = periods[slice(slash + 1, bytes.count).string],
      let number = slice(0, slash).decimal(), let count = UInt32(exactly: number), Rate.bounds.contains(count)
    {
      return Rate(count: count, seconds: period)
    }
    throw error(
      "expected a rate such as 60/min (sec, min, hour, day; 1 to \(Rate.bounds.upperBound)), not \"\(string)\"")
  }

  /// Ports that need no privilege.
  static var portBounds: ClosedRange<UInt64> { 1024...65535 }

  /// `FIRST-LAST`, one port, or `none`.
  func ports() throws(ConfigurationError) -> ClosedRange<UInt16>? {
    if string == "none" { return nil }
    let ends = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let numbers = ends.compactMap { part in
      Value.decimal(part).flatMap { Value.portBounds.contains($0) ? UInt16(exactly: $0) : nil }
    }
    guard (1...2).contains(ends.count), numbers.count == ends.count, let first = numbers.first,
      let last = numbers.last, first <= last
    else {
      throw error(
        "expected ports from \(Value.portBounds.lowerBound) to \(Value.portBounds.upperBound), such as 61000-61999, "
          + "or none, not \"\(string)\"")
    }
    return first...last
  }

  private func decimal() -> UInt64? { Value.decimal(bytes[...]) }

  private static func decimal(_ bytes: ArraySlice<UInt8>) -> UInt64? {
    guard !bytes.isEmpty, bytes.allSatisfy(\.isDigit) else { return nil }
    return UInt64(String(decoding: bytes, as: UTF8.self))
  }
}

/// Times in the configuration are whole seconds.
public enum TimeSpan {
  /// No limit, written `infinity`.
  public static let infinity = UInt32.max
  /// The longest time that can be written but for `infinity`: ten years, in seconds.
  public static let maximum: UInt32 = 10 * 31_557_600

  /// systemd.time(7), from seconds up; no unit means seconds.
  static let units: [String: UInt64] = [
    "": 1, "s": 1, "sec": 1, "second": 1, "seconds": 1,
    "m": 60, "min": 60, "minute": 60, "minutes": 60,
    "h": 3600, "hr": 3600, "hour": 3600, "hours": 3600,
    "d": 86400, "day": 86400, "days": 86400,
    "w": 604_800, "week": 604_800, "weeks": 604_800,
    "M": 2_629_800, "month": 2_629_800, "months": 2_629_800,
    "y": 31_557_600, "year": 31_557_600, "years": 31_557_600,
  ]
}

/// So many events in so many seconds, written as in the policy: `60/min`.
public struct Rate: Equatable, Sendable {
  /// How many events can be asked for.
  public static let bounds: ClosedRange<UInt32> = 1...1_000_000
  /// Events within the period.
  public let count: UInt32
  /// The period in seconds: 1, 60, 3600 or 86400.
  public let seconds: UInt32

  /// A rate of `count` events in `seconds` seconds.
  public init(count: UInt32, seconds: UInt32) {
    self.count = count
    self.seconds = seconds
  }
}
