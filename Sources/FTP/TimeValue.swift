/// Times as RFC 3659 §2.3 writes them: `YYYYMMDDHHMMSS`, perhaps with a fraction, in UTC.
public enum TimeValue {
  /// Seconds since 1970 of year 1 and of year 10000.
  private static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  /// Seconds since 1970 as a time-val; what is outside years 1 to 9999 is moved to their edge.
  public static func text(_ seconds: Int64) -> String {
    let time = CalendarTime(seconds)
    return padded(time.year, 4)
      + [time.month, time.day, time.hour, time.minute, time.second].map { padded($0, 2) }.joined()
  }

  /// What a time-val says in seconds since 1970, without its fraction; nil for any other text. Second 60 is the next
  /// minute's first.
  public static func seconds(_ text: some Sequence<UInt8>) -> Int64? {
    let parts = Array(text).split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].count == 14, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) }) else { return nil }
    func number(_ from: Int, _ count: Int) -> Int {
      parts[0].dropFirst(from).prefix(count).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
    let (year, month, day) = (number(0, 4), number(4, 2), number(6, 2))
    let (hour, minute, second) = (number(8, 2), number(10, 2), number(12, 2))
    guard year >= 1, (1...12).contains(month), (1...CalendarTime.days(in: month, of: year)).contains(day), hour < 24,
      minute < 60, second <= 60
    else { return nil }
    return Int64((CalendarTime.day(year, month, day) * 24 + hour) * 60 + minute) * 60 + Int64(second)
  }

  /// Seconds since 1970 as ls(1) shows them to whom it is `now`: `Jan  2 15:04`, and with the year instead of the time
  /// where that is more than half a year ago or still to come.
  static func listed(_ seconds: Int64, now: Int64) -> String {
    let time = CalendarTime(seconds)
    let day = String(time.day)
    let age = now.subtractingReportingOverflow(seconds)
    let isRecent = !age.overflow && (-3600...15_778_476).contains(age.partialValue)
    let end = isRecent ? padded(time.hour, 2) + ":" + padded(time.minute, 2) : " " + padded(time.year, 4)
    return CalendarTime.months[time.month - 1] + (day.utf8.count < 2 ? "  " : " ") + day + " " + end
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  /// A time in the Gregorian calendar, UTC.
  private struct CalendarTime {
    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    var year = 1
    var month = 1
    let day, hour, minute, second: Int

    init(_ seconds: Int64) {
      let seconds = Int(min(max(seconds, range.lowerBound), range.upperBound) - range.lowerBound)
      var rest = seconds / 86_400
      // 400 years are always as long, and so are 100 and 4 within them, but for the last.
      for (years, days) in [(400, 146_097), (100, 36_524), (4, 1_461), (1, 365)] {
        let whole = min(rest / days, years == 100 || years == 1 ? 3 : rest / days)
        year += whole * years
        rest -= whole * days
      }
      while rest >= CalendarTime.days(in: month, of: year) {
        rest -= CalendarTime.days(in: month, of: year)
        month += 1
      }
      day = rest + 1
      (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
    }

    static func days(in month: Int, of year: Int) -> Int {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Days since 1970-01-01.
    static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
      let before = year - 1
      let years = 365 * before + before / 4 - before / 100 + before / 400
      return years + (1..<month).reduce(0) { $0 + days(in: $1, of: year) } + day - 1 - 719_162
    }
  }
}

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
