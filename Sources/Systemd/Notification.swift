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

  /// Passes on what `relay` has written at the other end.
  @discardableResult
  public static func forward(_ message: [UInt8]) -> Bool { send(String(decoding: message, as: UTF8.self)) }

  /// From now on this process says everything through a connected SOCK_SEQPACKET socket to its parent, whom alone the
  /// manager hears (`NotifyAccess=main`), and feeds the watchdog in its place. The socket is taken over; -1 for nobody: then
  /// nothing is said any more.
  public static func relay(through socket: Int32) {
    unsafe relay = socket
    let pid = String(getpid())
    if unsafe getenv("WATCHDOG_PID") != nil { unsafe _ = setenv("WATCHDOG_PID", pid, 1) }
  }

  /// Says one last thing through the relay, and nothing more from then on.
  public static func farewell(_ word: String) {
    guard let socket = unsafe relay else { return }
    send(word)
    close(socket)
    unsafe relay = -1
  }

  nonisolated(unsafe) private static var relay: Int32?

  @discardableResult
  private static func send(_ state: String) -> Bool {
    guard let relay = unsafe relay else { return unsafe sd_notify(0, state) > 0 }
    let bytes = Array(state.utf8)
    return unsafe bytes.withUnsafeBytes {
      unsafe Glibc.send(relay, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL)) == $0.count
    }
  }
}
