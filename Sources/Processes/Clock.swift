import Glibc

/// The system's clocks.
public enum Clock {
  /// Microseconds since boot, never set back (CLOCK_MONOTONIC).
  public static var monotonic: UInt64 { read(CLOCK_MONOTONIC) }
  /// Microseconds since 1970 UTC; it may be set back (CLOCK_REALTIME).
  public static var unixMicroseconds: UInt64 { read(CLOCK_REALTIME) }
  /// Seconds since 1970 UTC.
  public static var unixSeconds: Int64 { Int64(read(CLOCK_REALTIME) / 1_000_000) }
  /// Processor time of this process, in microseconds.
  public static var processorTime: UInt64 { read(CLOCK_PROCESS_CPUTIME_ID) }

  /// A time in microseconds since 1970 as the system's zone writes it, `2026-01-31 18:00:05` (strftime(3)).
  public static func localText(_ microseconds: UInt64) -> String {
    var seconds = time_t(clamping: microseconds / 1_000_000)
    var parts = unsafe tm()
    unsafe _ = localtime_r(&seconds, &parts)
    let text = unsafe [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
      count = unsafe buffer.withMemoryRebound(to: CChar.self) {
        unsafe strftime($0.baseAddress!, 64, "%Y-%m-%d %H:%M:%S", &parts)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The time that `2026-01-31`, `2026-01-31 18:00` or `2026-01-31 18:00:05` means in the system's zone, in microseconds
  /// since 1970 (mktime(3)); nil for any other text, and before 1970.
  public static func microseconds(localText text: String) -> UInt64? {
    let halves = text.split(separator: " ", omittingEmptySubsequences: false)
    let date = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { Int32($0) ?? -1 }
    let time = halves.dropFirst().first.map {
      $0.split(separator: ":", omittingEmptySubsequences: false).map { Int32($0) ?? -1 }
    }
    let hours = time ?? [0, 0]
    guard halves.count <= 2, date.count == 3, (2...3).contains(hours.count), (1970...9999).contains(date[0]),
      (1...12).contains(date[1]), (1...days(month: date[1], year: date[0])).contains(date[2]),
      (0...23).contains(hours[0]),
      hours.dropFirst().allSatisfy({ (0...59).contains($0) })
    else { return nil }
    var parts = unsafe tm()
    unsafe (parts.tm_year, parts.tm_mon, parts.tm_mday) = (date[0] - 1900, date[1] - 1, date[2])
    unsafe (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hours[0], hours[1], hours.count == 3 ? hours[2] : 0)
    unsafe parts.tm_isdst = -1
    let seconds = unsafe mktime(&parts)
    return seconds >= 0 ? UInt64(seconds) * 1_000_000 : nil
  }

  /// How many days a month has; mktime(3) would take the 30th of February for the 2nd of March.
  private static func days(month: Int32, year: Int32) -> Int32 {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    unsafe _ = clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000
  }
}
