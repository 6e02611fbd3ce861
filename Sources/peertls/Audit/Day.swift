import Processes

/// A day of the calendar, counted so that days follow each other.
struct Day: Hashable, Comparable {
  /// Days since 1970-01-01.
  let number: Int

  /// The day of a time in microseconds since 1970, in the system's zone.
  init?(_ microseconds: UInt64) {
    let parts = Clock.localText(microseconds).utf8.prefix(10).split(separator: UInt8(ascii: "-")).compactMap {
      Int(String(decoding: $0, as: UTF8.self))
    }
    guard parts.count == 3 else { return nil }
    // Years that begin in March have their leap day at the end.
    let year = parts[1] > 2 ? parts[0] : parts[0] - 1
    let dayOfYear = (153 * ((parts[1] + 9) % 12) + 2) / 5 + parts[2] - 1
    number = year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
  }

  init(number: Int) { self.number = number }

  /// `2026-01-31`.
  var text: String {
    let date = civil
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(date.year)-\(two(date.month))-\(two(date.day))"
  }

  /// `31 Jan`.
  var shortText: String {
    let date = civil
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return "\(date.day) \(months[date.month - 1])"
  }

  static func < (one: Day, other: Day) -> Bool { one.number < other.number }

  /// The proleptic Gregorian date, by its cycle of 400 years, which are 146,097 days.
  private var civil: (year: Int, month: Int, day: Int) {
    let days = number + 719_468
    let (cycle, inCycle) = (days / 146_097, days % 146_097)
    let year = (inCycle - inCycle / 1460 + inCycle / 36_524 - inCycle / 146_096) / 365
    let dayOfYear = inCycle - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let isNextYear = month >= 10
    return (
      cycle * 400 + year + (isNextYear ? 1 : 0), isNextYear ? month - 9 : month + 3,
      dayOfYear - (153 * month + 2) / 5 + 1
    )
  }
}
