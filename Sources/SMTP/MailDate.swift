/// Times as headers have them (RFC 5322 §3.3).
public enum MailDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// A time in seconds since 1970, in UTC: `Sat, 31 Jan 2026 18:00:05 +0000`. A time before 1970 or after the year 9999 is
  /// taken for the nearest.
  public static func text(_ seconds: Int64) -> String {
    let seconds = Int(min(max(seconds, 0), 253_402_300_799))
    let (day, time) = (seconds / 86_400, seconds % 86_400)
    let (year, month, date) = civil(day)
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    let clock = [time / 3600, time / 60 % 60, time % 60].map(two).joined(separator: ":")
    return "\(days[day % 7]), \(date) \(months[month - 1]) \(year) \(clock) +0000"
  }

  /// Days since 1970 as a date of the Gregorian calendar, whose cycle is 400 years of 146097 days; a year is counted from
  /// March, so that its leap day is its last.
  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let (cycle, dayOfCycle) = (shifted / 146_097, shifted % 146_097)
    let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    return (cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), month, day)
  }
}
