import CSystemd
import Glibc

/// What a service tells its manager, sd_notify(3). Each returns whether a manager was told; without one
/// (`NOTIFY_SOCKET` unset) nothing happens.
public enum Notification {
  /// Start, or a reload, is done.
  @discardableResult
  public static func ready() -> Bool { send("READY=1") }

  /// A reload begins, as `Type=notify-reload` wants it told; `ready()` ends it.
  @discardableResult
  public static func reloading() -> Bool {
    var now = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return send("RELOADING=1\nMONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1000)")
  }

  /// The end begins.
  @discardableResult
  public static func stopping() -> Bool { send("STOPPING=1") }

  /// One line on what the service does, for `systemctl status`; cut at 256 characters, controls become blanks.
  @discardableResult
  public static func status(_ line: String) -> Bool {
    let shown = line.unicodeScalars.prefix(256).map { $0.properties.generalCategory == .control ? " " : $0 }
    return send("STATUS=\(String(String.UnicodeScalarView(shown)))")
  }

  /// The service is alive.
  @discardableResult
  public static func watchdog() -> Bool { send("WATCHDOG=1") }

  /// Microseconds within which `watchdog()` must be called, half of it is wise; nil if nobody watches,
  /// sd_watchdog_enabled(3).
  public static var watchdogInterval: UInt64? {
    var microseconds: UInt64 = 0
    return unsafe sd_watchdog_enabled(0, &microseconds) > 0 ? microseconds : nil
  }

  private static func send(_ state: String) -> Bool { unsafe sd_notify(0, state) > 0 }
}
