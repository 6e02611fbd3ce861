import CLinux
import Glibc

/// What a name in a directory stands for (lstat(2)).
public struct DirectoryEntry: Equatable, Sendable {
  /// The kinds of file that matter here.
  public enum Kind: Sendable { case regular, directory, link, other }
  /// What it is; a link is not followed.
  public let kind: Kind
  /// Length in bytes.
  public let length: Int64
  /// When its contents changed last, in seconds since 1970.
  public let modified: Int64
  /// The permission bits, as chmod(1) writes them.
  public let permissions: mode_t
  /// Which file it is, however many names it has.
  public let identity: FileIdentity
  /// How many names it has.
  public let nameCount: UInt64
  /// When its contents changed last, in nanoseconds since 1970.
  public let modifiedNanoseconds: Int64
  /// When anything about it changed last, its name too on most file systems, in nanoseconds since 1970.
  public let changedNanoseconds: Int64

  init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .link
      default: .other
      }
    length = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec)
    permissions = status.st_mode & 0o7777
    identity = FileIdentity(device: status.st_dev, inode: status.st_ino)
    nameCount = UInt64(status.st_nlink)
    modifiedNanoseconds = DirectoryEntry.nanoseconds(status.st_mtim)
    changedNanoseconds = DirectoryEntry.nanoseconds(status.st_ctim)
  }

  /// What is open (fstat(2)).
  public init(of file: borrowing Descriptor, name: String) throws(SystemError) {
    var status = stat()
    guard unsafe fstat(file.number, &status) == 0 else { throw SystemError("look at \(name)") }
    self.init(status)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    // A time that anybody can set can be any; those that matter are in this era.
    Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000).partialValue &+ Int64(time.tv_nsec)
  }
}

/// A file's number on its file system (stat(2)).
public struct FileIdentity: Equatable, Sendable {
  /// The file system.
  public let device: dev_t
  /// The file's number there.
  public let inode: ino_t
}

extension Directory {
  /// The longest text of a link that is read, in bytes.
  public static let maximumLinkBytes = 4096

  /// What a name stands for; nil where it stands for nothing.
  public func entry(_ name: String) throws(SystemError) -> DirectoryEntry? {
    try check(name)
    return try unsafe Directory.look(at: name, in: descriptor.number)
  }

  /// Opens a regular file to read; a directory is EISDIR, anything else EINVAL.
  public func open(_ name: String) throws(SystemError) -> Descriptor {
    let file = try opening(name, O_RDONLY)
    _ = try FileStatus(of: file, name: name)
    return file
  }

  /// Makes a new file with exactly this mode, to write; whatever has the name already, a link too, is EEXIST.
  public func create(_ name: String, exactly mode: mode_t) throws(SystemError) -> Descriptor {
    let file = try opening(name, O_RDWR | O_CREAT | O_EXCL, mode: mode)
    guard fchmod(file.number, mode) == 0 else {
      let error = SystemError("set the mode of \(name)")
      try? remove(name)
      throw error
    }
    return file
  }

  /// Opens a regular file to read and write, and makes one with exactly this mode where there is none.
  public func openOrCreate(_ name: String, exactly mode: mode_t) throws(SystemError) -> Descriptor {
    do throws(SystemError) { return try create(name, exactly: mode) } catch {
      if error.code != EEXIST { throw error }
    }
    return try openToChange(name)
  }

  /// Opens a regular file to read and write; a directory is EISDIR, anything else EINVAL, and that there is none ENOENT.
  public func openToChange(_ name: String) throws(SystemError) -> Descriptor {
    let file = try opening(name, O_RDWR)
    _ = try FileStatus(of: file, name: name)
    return file
  }

  /// A regular file's contents, at most `limit` bytes; a longer one is EFBIG.
  public func contents(_ name: String, limit: Int) throws(SystemError) -> [UInt8] {
    let file = try open(name)
    return try File.contents(of: file, limit: limit, name: name)
  }

  /// Takes a file's or link's name away; that there is none is ENOENT.
  public func remove(_ name: String) throws(SystemError) {
    try check(name)
    guard unsafe unlinkat(descriptor.number, name, 0) == 0 else { throw SystemError("remove \(name)") }
  }

  /// Removes an empty directory.
  public func removeDirectory(_ name: String) throws(SystemError) {
    try check(name)
    guard unsafe unlinkat(descriptor.number, name, AT_REMOVEDIR) == 0 else {
      throw SystemError("remove directory \(name)")
    }
  }

  /// Moves a name from here to `target`, where it is called `new`. A name that is taken there is EEXIST, or is given up
  /// to the newcomer where `replacing`. On file systems that cannot tell (NFS) it is EINVAL.
  public func rename(
    _ name: String, to target: borrowing Directory, as new: String, replacing: Bool = false
  ) throws(SystemError) {
    try check(name)
    try check(new)
    let (from, to) = (descriptor.number, target.descriptor.number)
    let done = unsafe replacing ? renameat(from, name, to, new) : clinux_rename_new(from, name, to, new)
    guard done == 0 else { throw SystemError("rename \(name) to \(new)") }
  }

  /// Makes a link with this text; a name that is taken is EEXIST.
  public func makeLink(_ name: String, to text: String) throws(SystemError) {
    try check(name)
    guard unsafe symlinkat(text, descriptor.number, name) == 0 else { throw SystemError("make link \(name)") }
  }

  /// A link's text. What is no link is EINVAL, a text over ``maximumLinkBytes`` ENAMETOOLONG.
  public func linkText(_ name: String) throws(SystemError) -> String {
    try check(name)
    return try Directory.text(ofLink: name, in: descriptor.number, as: name)
  }

  /// The same, of the open link itself where `name` is empty (readlinkat(2)).
  static func text(ofLink name: String, in directory: Int32, as shown: String) throws(SystemError) -> String {
    let room = maximumLinkBytes + 1
    var length = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
      length = unsafe buffer.withMemoryRebound(to: CChar.self) {
        unsafe readlinkat(directory, name, $0.baseAddress!, room)
      }
      filled = max(length, 0)
    }
    guard length >= 0 else { throw SystemError("read link \(shown)") }
    guard length < room else { throw SystemError("read link \(shown)", code: ENAMETOOLONG) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
