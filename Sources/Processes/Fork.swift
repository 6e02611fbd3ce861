import CLinux
import Glibc

/// A process that divides in two, fork(2). For processes of one thread.
public enum Fork {
  /// Divides this process; 0 in the child, which gets `deathSignal` (0: none) when its parent ends, and the child's pid in
  /// the parent.
  public static func divide(deathSignal: Int32) throws(SystemError) -> pid_t {
    let pid = clinux_fork(deathSignal)
    guard pid >= 0 else { throw SystemError("fork") }
    return pid
  }

  /// Names this process as ps(1) and pgrep(1) have it; 15 bytes of it count.
  public static func name(_ name: String) { _ = unsafe clinux_name_process(name) }

  /// Ends this process as another has ended: with its code, or by its signal.
  public static func end(as exit: Exit) -> Never {
    guard let number = exit.signal else { Glibc.exit(exit.code ?? EX_SOFTWARE) }
    signal(number, SIG_DFL)
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, number)
    unsafe _ = sigprocmask(SIG_UNBLOCK, &set, nil)
    raise(number)
    Glibc.exit(EX_SOFTWARE)
  }
}
