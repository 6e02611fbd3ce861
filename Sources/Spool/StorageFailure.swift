import Glibc
import Processes

/// What a failed file operation means for who asked: which of a protocol's errors to answer with.
public enum StorageFailure: Error, Equatable, Sendable {
  /// No room: the disk, the quota, the inode table or the file's own limit (ENOSPC, EDQUOT, EFBIG). It may pass.
  case noSpace
  /// The name is taken (EEXIST).
  case exists
  /// The directory, or the file that was to be used, is gone (ENOENT, ESTALE).
  case missing
  /// Anything else, with its errno.
  case other(Int32)
}

extension SystemError {
  /// What it means where files are kept.
  public var storageFailure: StorageFailure {
    switch code {
    case ENOSPC, EDQUOT, EFBIG: .noSpace
    case EEXIST: .exists
    case ENOENT, ESTALE: .missing
    default: .other(code)
    }
  }
}
