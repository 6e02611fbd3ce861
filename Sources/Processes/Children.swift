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

  /// As another process has seen it: without the time that was used.
  public init(pid: pid_t, status: Int32) { self.init(pid: pid, status: status, cpuMicroseconds: 0) }

  init(pid: pid_t, status: Int32, cpuMicroseconds: UInt64) {
    (self.pid, self.status, self.cpuMicroseconds) = (pid, status, cpuMicroseconds)
  }

  /// The exit code, or nil when a signal ended it.
  public var code: Int32? { status & 0x7f == 0 ? (status >> 8) & 0xff : nil }
  /// The signal that ended it, if one did.
  public var signal: Int32? { status & 0x7f == 0 ? nil : status & 0x7f }

  /// `0`, `1` … or the signal's name, as `SIGKILL`.
  public static func text(status: Int32) -> String {
    let exit = Exit(pid: 0, status: status)
    if let code = exit.code { return String(code) }
    let name = unsafe clinux_signal_name(status & 0x7f)
    return unsafe name.map { unsafe "SIG" + String(cString: $0) } ?? "signal \(status & 0x7f)"
  }
}

/// The children of this process. Each leads a session of its own, so its pid names its whole process group; but for orphans
/// that it has adopted, whose pid names none where they lead nobody.
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

  /// From now on whoever descends from this process and loses its parent becomes its child (PR_SET_CHILD_SUBREAPER).
  public static func adoptOrphans() throws(SystemError) {
    guard clinux_adopt_orphans() == 0 else { throw SystemError("adopt orphans") }
  }

  /// Whether there are any, ended ones too.
  public static var areLeft: Bool { clinux_has_children() != 0 }

  /// Kills those that are there, and their groups. Where orphans are adopted, those whom they leave behind are there next;
  /// and while many end, some are passed over (proc_pid_children(5)).
  ///
  /// All are stopped before one is killed: a handler must not take a dying session for the end of its input.
  public static func killAll() {
    // Room for as many processes as a system can have.
    let text = (try? File.contents("/proc/thread-self/children", limit: 32 << 20)) ?? []
    let pids = text.split(separator: UInt8(ascii: " ")).compactMap { pid_t(String(decoding: $0, as: UTF8.self)) }
    for number in [SIGSTOP, SIGKILL] {
      for pid in pids where pid > 1 {
        kill(-pid, number)
        kill(pid, number)
      }
    }
  }
}
