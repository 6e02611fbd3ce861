/// Amounts as people read them.
public enum Amount {
  /// Bytes with a unit of 1024: `999 B`, `1.2 KiB`, `34.5 MiB`, `1023 GiB`; at most eight characters.
  public static func bytes(_ count: UInt64) -> String {
    guard count >= 1000 else { return "\(count) B" }
    var (value, unit) = (count, 0)
    // What would have four digits has the next unit, so 1000 KiB is 1.0 MiB.
    while value / 1024 >= 1000 {
      value /= 1024
      unit += 1
    }
    let tenths = value * 10 / 1024
    let number = tenths < 1000 ? "\(tenths / 10).\(tenths % 10)" : "\(tenths / 10)"
    return number + " " + ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"][unit]
  }

  /// Seconds: `0:07`, `12:34`, `3:12:34`, `40 days`.
  public static func time(_ seconds: UInt64) -> String {
    func two(_ number: UInt64) -> String { (number < 10 ? "0" : "") + "\(number)" }
    let (minutes, hours) = (seconds / 60 % 60, seconds / 3600)
    if hours >= 100 { return "\(hours / 24) days" }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
  }
}
