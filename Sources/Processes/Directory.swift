import CLinux
import Glibc

/// An open directory. What is done in it is done by name and relative to it, so it stays in this directory whatever
/// becomes of the path to it. No link is followed: a name is one part, and one that stands for a link is ELOOP or ENOTDIR.
///
/// A name that cannot be one part of a path is EINVAL, one that is too long ENAMETOOLONG.
public struct Directory: ~Copyable {
  /// The longest name, in bytes (NAME_MAX).
  public static let maximumNameBytes = 255

  let descriptor: Descriptor

  init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

  /// Opens the directory that a path stands for. Links on the way and at its end are followed: they are the
  /// administrator's.
  public init(_ path: String) throws(SystemError) { self.init(try File.open(path, O_RDONLY | O_DIRECTORY)) }

  /// Opens a directory in this one.
  public func directory(_ name: String) throws(SystemError) -> Directory {
    Directory(try opening(name, O_RDONLY | O_DIRECTORY))
  }

  /// A second handle of the same directory.
  public func duplicate() throws(SystemError) -> Directory { Directory(try descriptor.duplicate()) }

  /// Makes a directory in this one with exactly this mode, whatever the umask; 0o2770 lets what is made in it have its
  /// group. One that is there already is EEXIST. It is EPERM, and there will be none, where the mode cannot be had,
  /// such as 0o2770 for who is not of this directory's group.
  ///
  /// Where the umask and this directory's own set-group-ID bit give it that mode by themselves, chmod(2) is not called:
  /// a service with RestrictSUIDSGID= may not set that bit. Else it has less of its mode for a moment: where another could
  /// be looking, it is made elsewhere and renamed.
  public func makeDirectory(_ name: String, exactly mode: mode_t) throws(SystemError) -> Directory {
    try check(name)
    guard unsafe mkdirat(descriptor.number, name, mode & 0o777) == 0 else {
      throw SystemError("make directory \(name)")
    }
    do throws(SystemError) {
      let made = try directory(name)
      if try made.own().st_mode & 0o7777 == mode { return made }
      guard fchmod(made.descriptor.number, mode) == 0 else { throw SystemError("set the mode of directory \(name)") }
      // Without the right to the group, chmod(2) leaves the bit out and says nothing.
      guard try made.own().st_mode & 0o7777 == mode else {
        throw SystemError("set the mode of directory \(name) to \(String(mode, radix: 8))", code: EPERM)
      }
      return made
    } catch {
      try? removeDirectory(name)
      throw error
    }
  }

  /// Makes the names in it durable: those that have come and those that have gone (fsync(2)).
  public func synchronise() throws(SystemError) { try File.synchronise(descriptor, name: "a directory") }

  /// Nothing leads here any more, and nothing can be made here.
  public func isRemoved() throws(SystemError) -> Bool { try own().st_nlink == 0 }

  func own() throws(SystemError) -> stat {
    var status = stat()
    guard unsafe fstat(descriptor.number, &status) == 0 else { throw SystemError("look at a directory") }
    return status
  }

  func opening(_ name: String, _ flags: Int32, mode: mode_t = 0) throws(SystemError) -> Descriptor {
    try check(name)
    // A pipe or a device that somebody has put there holds nobody up.
    let always = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    let number = unsafe openat(descriptor.number, name, flags | always, mode)
    guard number >= 0 else { throw SystemError("open \(name)") }
    return Descriptor(adopting: number)
  }

  /// Whether a text can be a name in a directory: 1 to ``maximumNameBytes`` bytes, without `/` and NUL, not `.` or `..`.
  public static func isName(_ text: String) -> Bool {
    (1...maximumNameBytes).contains(text.utf8.count) && text != "." && text != ".."
      && !text.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "/") }
  }

  func check(_ name: String) throws(SystemError) {
    if Directory.isName(name) { return }
    let code = name.utf8.count > Directory.maximumNameBytes ? ENAMETOOLONG : EINVAL
    throw SystemError("use \(name.prefix(Directory.maximumNameBytes)) as a name", code: code)
  }
}
