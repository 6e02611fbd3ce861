import CLinux
import Glibc

/// How a child ended.
public struct Exit: Equatable, Sendable {
  /// Which.
  public let pid: pid_t
  /// wait(2)'s status.
  public let status: Int32
  /// User and system time, in microseconds.
  public let cpuMicroseconds: UInt64

  /// The exit code, or nil when a signal ended it.
  public var code: Int32? { status & 0x7f == 0 ? (status >> 8) & 0xff : nil }
  /// The signal that ended it, if one did.
  public var signal: Int32? { status & 0x7f == 0 ? nil : status & 0x7f }

  /// `0`, `1` … or the signal's name, as `SIGKILL`.
  public static func text(status: Int32) -> String {
    let exit = Exit(pid: 0, status: status, cpuMicroseconds: 0)
    if let code = exit.code { return String(code) }
    let name = unsafe clinux_signal_name(status & 0x7f)
    return unsafe name.map { unsafe "SIG" + String(cString: $0) } ?? "signal \(status & 0x7f)"
  }
}

/// The children of this process. Each leads a session of its own, so its pid names its whole process group.
public enum Children {
  /// The next child that has ended, reaped, and with it every process of its group; nil when none has.
  ///
  /// The group is killed before the pid is reaped, so the number cannot have passed to a stranger.
  public static func nextExit() -> Exit? {
    let pid = clinux_ended_child()
    guard pid > 0 else { return nil }
    kill(-pid, SIGKILL)
    var status: Int32 = 0
    var usage = rusage()
    guard unsafe wait4(pid, &status, WNOHANG, &usage) == pid else { return nil }
    let user = UInt64(usage.ru_utime.tv_sec) * 1_000_000 + UInt64(usage.ru_utime.tv_usec)
    let system = UInt64(usage.ru_stime.tv_sec) * 1_000_000 + UInt64(usage.ru_stime.tv_usec)
    return Exit(pid: pid, status: status, cpuMicroseconds: user + system)
  }

  /// Signals a child's whole group.
  public static func signal(_ pid: pid_t, _ signal: Int32) { kill(-pid, signal) }
}
