import Glibc
import Processes

/// Why something was not done. What was there before is there still.
public enum StoreError: Error, Hashable, Sendable {
  /// There is no such file or directory, or nothing that may be known of it.
  case missing
  /// The peer, or this process, may not do that.
  case denied
  /// The name is taken.
  case exists
  /// Something on the way, or what was to be a directory, is none.
  case notADirectory
  /// It is a directory.
  case isADirectory
  /// The directory has something in it.
  case notEmpty
  /// The disk, or what the system lets us have of it, is full; it may pass.
  case noSpace
  /// The peer has as many bytes as it may have.
  case overQuota
  /// Another process is at it: another upload of that name, or a change that takes long. To be tried again.
  case busy
  /// An upload is to go on behind the end of what is there.
  case offsetBeyondEnd
  /// It can be no name, or no place: see ``FileStore/isName(_:)``, ``FileStore/maximumDepth`` and
  /// ``FileStore/maximumPathBytes``; or a directory was to be moved into itself.
  case badName
  /// The peer has as many entries as it may have (``FileStore/maximumEntries``).
  case tooMany
  /// Anything else, its errno. ESTALE: the directory of all that the peer has was removed under this session.
  case other(Int32)

  init(_ error: SystemError) {
    self =
      switch error.code {
      // A link that leads out leads nowhere.
      case ENOENT, EXDEV, ELOOP: .missing
      case EACCES, EPERM, EROFS: .denied
      case EEXIST: .exists
      case ENOTDIR: .notADirectory
      case EISDIR: .isADirectory
      case ENOTEMPTY: .notEmpty
      case ENOSPC, EDQUOT, EFBIG: .noSpace
      case ENAMETOOLONG, EILSEQ: .badName
      case EMLINK: .tooMany
      case EAGAIN: .busy
      default: .other(error.code)
      }
  }
}

/// Does what fails as the system says it.
func storing<Result: ~Copyable>(_ body: () throws(SystemError) -> Result) throws(StoreError) -> Result {
  do throws(SystemError) { return try body() } catch { throw StoreError(error) }
}
