import CLinux
import Glibc

/// Bytes between a file and a pipe that pass through no memory of ours where the file system can do that (splice(2)). The
/// pipe is non-blocking, and never waited for; the file's own position neither matters nor changes.
public enum Splice {
  /// What is moved at once where splice(2) cannot, in bytes.
  static let buffer = 64 * 1024

  /// From a file into a pipe, from `offset`, which moves on. At the file's end ``Transfer/ended``; where nobody reads the
  /// pipe any more ``Transfer/failed(_:)`` with EPIPE.
  public static func toPipe(
    _ pipe: Int32, from file: Int32, at offset: inout Int64, atMost most: Int
  ) -> Transfer {
    let count = unsafe clinux_splice_to_pipe(file, &offset, pipe, most)
    if count < 0 && cannotSplice(errno) { return copy(to: pipe, from: file, at: &offset, atMost: most) }
    return outcome(count)
  }

  /// From a pipe into a file, to `offset`, which moves on. Once nobody has the pipe's writing end any more and it is
  /// empty ``Transfer/ended``.
  public static func fromPipe(
    _ pipe: Int32, to file: Int32, at offset: inout Int64, atMost most: Int
  ) -> Transfer {
    let count = unsafe clinux_splice_from_pipe(pipe, file, &offset, most)
    if count < 0 && cannotSplice(errno) { return copy(from: pipe, to: file, at: &offset, atMost: most) }
    return outcome(count)
  }

  private static func cannotSplice(_ code: Int32) -> Bool { code == EINVAL || code == ENOSYS }

  private static func outcome(_ count: Int) -> Transfer {
    if count > 0 { return .moved(count) }
    if count == 0 { return .ended }
    return errno == EAGAIN || errno == EINTR ? .wouldBlock : .failed(errno)
  }

  private static func copy(to pipe: Int32, from file: Int32, at offset: inout Int64, atMost most: Int) -> Transfer {
    let start = offset
    let room = min(most, buffer)
    let transfer = unsafe withUnsafeTemporaryAllocation(byteCount: room, alignment: 16) { bytes in
      let found = unsafe pread(file, bytes.baseAddress, room, off_t(start))
      if found <= 0 { return outcome(found) }
      return outcome(unsafe write(pipe, bytes.baseAddress, found))
    }
    offset += Int64(transfer.count)
    return transfer
  }

  /// What has left the pipe is written, all of it, or lost with the error.
  private static func copy(from pipe: Int32, to file: Int32, at offset: inout Int64, atMost most: Int) -> Transfer {
    var place = offset
    let room = min(most, buffer)
    let transfer = unsafe withUnsafeTemporaryAllocation(byteCount: room, alignment: 16) { bytes in
      let found = unsafe read(pipe, bytes.baseAddress, room)
      if found <= 0 { return outcome(found) }
      var done = 0
      while done < found {
        let count = unsafe pwrite(file, bytes.baseAddress! + done, found - done, off_t(place))
        if count < 0 && errno == EINTR { continue }
        if count < 0 { return .failed(errno) }
        done += count
        place += Int64(count)
      }
      return .moved(done)
    }
    offset = place
    return transfer
  }
}
