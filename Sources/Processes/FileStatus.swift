import Glibc

/// What a file is, before anything is read from it.
public struct FileStatus: Equatable, Sendable {
  /// Length in bytes.
  public let length: Int64
  /// The permission bits, as chmod(1) writes them.
  public let permissions: mode_t

  /// Of an open file (fstat(2)).
  public init(of file: borrowing Descriptor, name: String) throws(SystemError) {
    var status = stat()
    guard unsafe fstat(file.number, &status) == 0 else { throw SystemError("look at \(name)") }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else { throw SystemError("read \(name)", code: EISDIR) }
    guard kind == S_IFREG else {
      throw SystemError("read \(name)", code: EINVAL, reason: "it is no regular file but a pipe, socket or device")
    }
    length = Int64(status.st_size)
    permissions = status.st_mode & 0o7777
  }

  /// What is wrong, and what to do, where others than its owner may use a file with a private key in it.
  public func complaint(ofKey path: String) -> String? {
    guard permissions & 0o077 != 0 else { return nil }
    let digits = String(permissions, radix: 8)
    let mode = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return "\(path): permissions \(mode) are too open, others could read the key; run: chmod 600 \(path)"
  }
}

extension File {
  /// What is left of a mode where the person's umask(2) has its way.
  public static func usualMode(_ mode: mode_t) -> mode_t {
    let mask = umask(0o077)
    umask(mask)
    return mode & ~mask
  }

  /// Opens a regular file to read, close-on-exec; a pipe or device, which might never answer, is EINVAL, a
  /// directory EISDIR.
  public static func openRegular(_ path: String) throws(SystemError) -> Descriptor {
    let file = try open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
    _ = try FileStatus(of: file, name: path)
    return file
  }

  /// Adds what a file holds from `offset` on to `bytes`, at most `count` bytes; 0 at the end (pread(2)).
  public static func append(
    to bytes: inout [UInt8], from file: borrowing Descriptor, at offset: Int, count: Int, name: String
  ) throws(SystemError) -> Int {
    let (number, start) = (file.number, bytes.count)
    bytes.append(contentsOf: repeatElement(0, count: count))
    var filled = -1
    repeat {
      filled = unsafe bytes.withUnsafeMutableBytes { unsafe pread(number, $0.baseAddress! + start, count, offset) }
    } while filled < 0 && errno == EINTR
    let code = errno
    bytes.removeLast(count - max(filled, 0))
    guard filled >= 0 else { throw SystemError("read \(name)", code: code) }
    return filled
  }

  /// Makes these bytes all that a file has, in place; a short write is ENOSPC.
  public static func replace(_ bytes: [UInt8], of file: borrowing Descriptor, name: String) throws(SystemError) {
    let number = file.number
    var count = -1
    repeat {
      count = unsafe bytes.withUnsafeBytes { unsafe pwrite(number, $0.baseAddress, $0.count, 0) }
    } while count < 0 && errno == EINTR
    guard count >= 0 else { throw SystemError("write \(name)") }
    guard count == bytes.count else { throw SystemError("write \(name)", code: ENOSPC) }
    guard ftruncate(number, off_t(count)) == 0 else { throw SystemError("write \(name)") }
  }

  /// Makes what was written last (fsync(2)); for a directory, its entries.
  public static func synchronise(_ file: borrowing Descriptor, name: String) throws(SystemError) {
    guard fsync(file.number) == 0 else { throw SystemError("fsync \(name)") }
  }

  /// Removes a file; that it is not there is no error.
  public static func remove(_ path: String) throws(SystemError) {
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw SystemError("remove \(path)") }
  }
}

extension File {
  /// Makes one directory with exactly this mode, whatever the umask; that it is there already is EEXIST.
  public static func makeNewDirectory(_ path: String, mode: mode_t = 0o755) throws(SystemError) {
    guard unsafe mkdir(path, 0o700) == 0 else { throw SystemError("make directory \(path)") }
    do throws(SystemError) {
      let directory = try open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
      guard fchmod(directory.number, mode) == 0 else { throw SystemError("set the permissions of \(path)") }
    } catch {
      try? removeDirectory(path)
      throw error
    }
  }

  /// Removes an empty directory.
  public static func removeDirectory(_ path: String) throws(SystemError) {
    guard unsafe rmdir(path) == 0 else { throw SystemError("remove directory \(path)") }
  }
}

extension SystemError {
  /// The path names nothing (ENOENT).
  public var isMissing: Bool { code == ENOENT }
}

extension Descriptor {
  /// A second descriptor of a file that somebody else has open, close-on-exec.
  public static func duplicate(_ number: Int32) throws(SystemError) -> Descriptor {
    let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw SystemError("use descriptor \(number)") }
    return Descriptor(adopting: copy)
  }
}
