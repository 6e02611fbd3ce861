import Glibc

/// The system's clocks.
public enum Clock {
  /// Microseconds since boot, never set back (CLOCK_MONOTONIC).
  public static var monotonic: UInt64 { read(CLOCK_MONOTONIC) }
  /// Seconds since 1970 UTC.
  public static var unixSeconds: Int64 { Int64(read(CLOCK_REALTIME) / 1_000_000) }
  /// Processor time of this process, in microseconds.
  public static var processorTime: UInt64 { read(CLOCK_PROCESS_CPUTIME_ID) }

  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    unsafe _ = clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000
  }
}
