/// Times as mail writes them (RFC 5322, section 3.3).
public enum MailDate {
  /// `Fri, 27 Nov 2026 10:00:00 +0000`, for seconds since 1970; what is not in the years 1970 to 9999 is moved to their
  /// edge.
  public static func text(_ seconds: Int64) -> String {
    let seconds = min(max(seconds, 0), 253_402_300_799)
    let (day, ofDay) = (Int(seconds / 86_400), Int(seconds % 86_400))
    let (year, month, date) = civil(day)
    // 1970 began on a Thursday.
    let clock = "\(padded(ofDay / 3600)):\(padded(ofDay / 60 % 60)):\(padded(ofDay % 60))"
    return "\(weekdays[(day + 4) % 7]), \(date) \(months[month - 1]) \(year) \(clock) +0000"
  }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// The date of a day since 1970: years are counted off, then months.
  private static func civil(_ day: Int) -> (year: Int, month: Int, date: Int) {
    // 400 years of the calendar have 146,097 days, and the years from 1970 to 9999 fewer than 21 times that.
    var (year, rest) = (1970 + day / 146_097 * 400, day % 146_097)
    while rest >= (isLeap(year) ? 366 : 365) {
      rest -= isLeap(year) ? 366 : 365
      year += 1
    }
    var month = 1
    while rest >= days(month, year) {
      rest -= days(month, year)
      month += 1
    }
    return (year, month, rest + 1)
  }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && year % 100 != 0 || year % 400 == 0 }

  private static func days(_ month: Int, _ year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }
}
