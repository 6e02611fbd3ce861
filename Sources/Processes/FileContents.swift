import CLinux
import Glibc

extension File {
  /// Writes all bytes at an offset, which moves on; the file's own position neither matters nor changes (pwrite(2)).
  public static func write(_ bytes: RawSpan, to file: borrowing Descriptor, at offset: inout Int64, name: String)
    throws(SystemError)
  {
    let number = file.number
    var done = 0
    while done < bytes.byteCount {
      let place = off_t(offset)
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(number, buffer.baseAddress! + done, buffer.count - done, place)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("write \(name)") }
      done += count
      offset += Int64(count)
    }
  }

  /// Writes all bytes at an offset, which moves on; the file's own position neither matters nor changes (pwrite(2)).
  public static func write(_ bytes: [UInt8], to file: borrowing Descriptor, at offset: inout Int64, name: String)
    throws(SystemError)
  {
    try write(unsafe bytes.span.bytes, to: file, at: &offset, name: name)
  }

  /// Cuts a file off, or has it grow with zeros (ftruncate(2)).
  public static func setLength(_ length: Int64, of file: borrowing Descriptor, name: String) throws(SystemError) {
    guard ftruncate(file.number, off_t(length)) == 0 else { throw SystemError("set the length of \(name)") }
  }

  /// Copies the first `count` bytes of one file over those of another: on file systems that can, both then share them
  /// (copy_file_range(2)). One that has fewer is EIO.
  public static func copy(
    _ count: Int64, from source: borrowing Descriptor, to target: borrowing Descriptor, name: String
  ) throws(SystemError) {
    var (from, to): (Int64, Int64) = (0, 0)
    while from < count {
      let piece = Int(min(count - from, 1 << 30))
      let copied = unsafe clinux_copy_range(source.number, &from, target.number, &to, piece)
      if copied > 0 || (copied < 0 && errno == EINTR) { continue }
      // Some file systems find an end where there is none; the slow way finds out.
      guard copied == 0 || [EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, EPERM].contains(errno) else {
        throw SystemError("copy \(name)")
      }
      var bytes: [UInt8] = []
      let size = min(piece, 256 * 1024)
      guard try append(to: &bytes, from: source, at: Int(from), count: size, name: name) > 0 else {
        throw SystemError("copy \(name)", code: EIO)
      }
      from += Int64(bytes.count)
      try write(bytes, to: target, at: &to, name: name)
    }
  }

  /// Sets when the contents changed last, in seconds since 1970 (futimens(3)).
  public static func setModified(_ seconds: Int64, of file: borrowing Descriptor, name: String) throws(SystemError) {
    guard clinux_set_modified(file.number, seconds) == 0 else { throw SystemError("set the time of \(name)") }
  }

  /// How many bytes there are before the first that was never written: all, in a file without holes (lseek(2), SEEK_HOLE).
  public static func lengthToFirstHole(of file: borrowing Descriptor, name: String) throws(SystemError) -> Int64 {
    let hole = clinux_first_hole(file.number)
    if hole >= 0 { return hole }
    // An empty file has nothing to look for; and some file systems do not know of holes.
    return try DirectoryEntry(of: file, name: name).length
  }
}

extension Directory {
  /// Sets when the contents of what a path leads to changed last, and makes that durable.
  public func setModified(_ seconds: Int64, at path: [String], _ links: Links) throws(SystemError) {
    let name = path.last ?? "."
    if try entry(at: path, links).kind == .directory {
      let directory = try directory(at: path, links)
      try File.setModified(seconds, of: directory.descriptor, name: name)
      return try directory.synchronise()
    }
    let file = try open(at: path, links)
    try File.setModified(seconds, of: file, name: name)
    try File.synchronise(file, name: name)
  }
}
