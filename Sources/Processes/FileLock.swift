import CLinux
import Glibc

/// A lock on a whole file, held as long as this value lives and no longer than its process (fcntl(2), open file
/// description locks). It is advisory: it keeps out who asks. Nothing here waits.
public struct FileLock: ~Copyable {
  /// Who else may hold it meanwhile.
  public enum Kind: Sendable {
    /// Nobody; the file must be open to write.
    case exclusive
    /// Whoever wants it shared too; the file must be open to read.
    case shared
  }

  /// The file that is locked.
  public let file: Descriptor

  /// Locks a file, which it takes over; nil, and the file is closed, while another holds it.
  public static func take(_ file: consuming Descriptor, _ kind: Kind = .exclusive) throws(SystemError) -> FileLock? {
    switch clinux_lock(file.number, kind == .exclusive ? 1 : 0) {
    case 1: return FileLock(file: file)
    case 0: return nil
    default: throw SystemError("lock a file")
    }
  }

  /// The file, which stays locked until it is closed.
  public consuming func keepingLock() -> Descriptor { file }

  /// Whether another open file holds it, shared or not, in this process or another.
  public static func isHeldByAnother(_ file: borrowing Descriptor) throws(SystemError) -> Bool {
    let held = clinux_lock_is_held(file.number)
    guard held >= 0 else { throw SystemError("ask for a file's lock") }
    return held == 1
  }
}
