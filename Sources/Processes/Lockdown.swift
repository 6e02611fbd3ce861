import CLinux
import Glibc

/// What a process gives up for good before it meets the network.
public enum Lockdown {
  /// No program that it executes can gain privileges (prctl(2), PR_SET_NO_NEW_PRIVS).
  public static func dropNewPrivileges() throws(SystemError) {
    guard clinux_no_new_privileges() == 0 else { throw SystemError("set no_new_privs") }
  }

  /// Neither ptrace(2) by its own user nor a core dump (PR_SET_DUMPABLE).
  public static func hideMemory() throws(SystemError) {
    guard clinux_not_dumpable() == 0 else { throw SystemError("set non-dumpable") }
  }

  /// Closes every descriptor from `first` on.
  public static func closeDescriptors(from first: Int32) throws(SystemError) {
    guard clinux_close_from(UInt32(first)) == 0 else { throw SystemError("close descriptors") }
  }

  /// Writes to a pipe or socket without a reader return EPIPE instead of ending the process.
  public static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

  /// A file that grows over its limit (RLIMIT_FSIZE) is EFBIG instead of the end of the process.
  public static func ignoreFileSizeLimit() { _ = signal(SIGXFSZ, SIG_IGN) }
}
