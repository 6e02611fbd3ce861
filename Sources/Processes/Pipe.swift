import CLinux
import Glibc

/// A pipe(2), both ends close-on-exec.
@frozen public struct Pipe: ~Copyable {
  /// The end to read.
  public var reading: Descriptor
  /// The end to write.
  public var writing: Descriptor

  /// Makes a pipe that holds `capacity` bytes where the system allows it (F_SETPIPE_SZ; nil: the system's 64 KiB).
  public init(capacity: Int32? = nil) throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe clinux_pipe(&ends) == 0 else { throw SystemError("make a pipe") }
    reading = Descriptor(adopting: ends[0])
    writing = Descriptor(adopting: ends[1])
    if let capacity { _ = clinux_pipe_size(ends[1], capacity) }
  }
}
