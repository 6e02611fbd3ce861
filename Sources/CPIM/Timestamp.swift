/// An instant, in microseconds, and the offset from UTC at which it is written (RFC 3339). Years 0000 to 9999.
public struct Timestamp: Hashable, Sendable {
  /// Microseconds since 1970-01-01T00:00:00Z; leap seconds are not counted.
  public let microseconds: Int64
  /// Minutes east of UTC, -1439 to 1439.
  public let offset: Int

  /// What is outside year 0000 to 9999, or a day's offset, is moved to its edge.
  public init(microseconds: Int64, offset: Int = 0) {
    self.offset = min(max(offset, -1439), 1439)
    let shift = Int64(self.offset) * 60_000_000
    self.microseconds = min(max(microseconds, Self.first - shift), Self.last - shift)
  }

  /// Seconds since 1970-01-01T00:00:00Z.
  public init(seconds: Int64) {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    self.init(microseconds: overflow ? (seconds < 0 ? .min : .max) : product)
  }

  private static let first: Int64 = -62_167_219_200_000_000
  private static let last: Int64 = 253_402_300_799_999_999

  /// A date-time of RFC 3339, 5.6; nil if it is none. Digits beyond microseconds are dropped, second 60 is the next
  /// minute's first, and the offset -00:00 is UTC.
  public init?(parsing text: some StringProtocol) {
    var digits = Digits(rest: Array(text.utf8)[...])
    guard let year = digits.number(4), digits.take("-"), let month = digits.number(2), digits.take("-"),
      let day = digits.number(2), digits.take("T", "t"), let hour = digits.number(2), digits.take(":"),
      let minute = digits.number(2), digits.take(":"), let second = digits.number(2),
      (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year), hour < 24, minute < 60, second <= 60,
      let fraction = digits.fraction(), let offset = digits.offset(), digits.rest.isEmpty
    else { return nil }
    let minutes = (Self.day(year, month, day) * 24 + hour) * 60 + minute - offset
    let micros = (Int64(minutes) * 60 + Int64(second)) * 1_000_000 + Int64(fraction)
    self.init(microseconds: micros, offset: offset)
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01 in the Gregorian calendar. The year begins in March, so that the leap day is its last.
  private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let ofEra = year - era * 400
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }

  fileprivate static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * year + year / 4 - year / 100)
    let month = (5 * ofYear + 2) / 153
    return (
      year + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, ofYear - (153 * month + 2) / 5 + 1
    )
  }
}

extension Timestamp: CustomStringConvertible {
  /// As RFC 3339 writes it; the fraction only where there is one.
  public var description: String {
    let local = microseconds + Int64(offset) * 60_000_000
    let second = local >= 0 ? local / 1_000_000 : (local - 999_999) / 1_000_000
    let day = second >= 0 ? second / 86_400 : (second - 86_399) / 86_400
    let (ofDay, fraction) = (Int(second - day * 86_400), Int(local - second * 1_000_000))
    let date = Self.date(ofDay: Int(day))
    var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    text += "T\(padded(ofDay / 3600, 2)):\(padded(ofDay / 60 % 60, 2)):\(padded(ofDay % 60, 2))"
    if fraction != 0 { text += "." + padded(fraction, 6) }
    guard offset != 0 else { return text + "Z" }
    return text + (offset < 0 ? "-" : "+") + "\(padded(abs(offset) / 60, 2)):\(padded(abs(offset) % 60, 2))"
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

private struct Digits {
  var rest: ArraySlice<UInt8>

  mutating func take(_ expected: Unicode.Scalar...) -> Bool {
    guard let first = rest.first, expected.contains(Unicode.Scalar(first)) else { return false }
    rest = rest.dropFirst()
    return true
  }

  /// Exactly so many digits.
  mutating func number(_ count: Int) -> Int? {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    rest = rest.dropFirst(count)
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// Microseconds; 0 where there is no fraction.
  mutating func fraction() -> Int? {
    guard take(".") else { return 0 }
    let digits = rest.prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty else { return nil }
    rest = rest.dropFirst(digits.count)
    let six = digits.prefix(6) + [UInt8](repeating: 0x30, count: max(0, 6 - digits.count))
    return six.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// Minutes east of UTC.
  mutating func offset() -> Int? {
    if take("Z", "z") { return 0 }
    let isWest = rest.first == UInt8(ascii: "-")
    guard take("+", "-"), let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60 else {
      return nil
    }
    return (isWest ? -1 : 1) * (hours * 60 + minutes)
  }
}
