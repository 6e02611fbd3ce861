import Glibc

extension File {
  /// Makes one directory with exactly this mode, for `owner` to have where one is given; one that is there already is
  /// left as it is. Where it cannot be given away there will be none.
  ///
  /// No link is followed on the way that anybody but root or this process's user could have put there, so that the owner
  /// of one directory has nothing made, or given away, elsewhere: such a link is ELOOP.
  public static func makeDirectory(_ path: String, exactly mode: mode_t, owner: uid_t?) throws(SystemError) {
    var parts = path.split(separator: "/")
    guard let name = parts.popLast().map(String.init) else { throw SystemError("make directory \(path)", code: EINVAL) }
    let parent = try Place.open(path.hasPrefix("/") ? "/" : ".", below: parts)
    guard unsafe mkdirat(parent.number, name, 0o700) == 0 else {
      if errno == EEXIST { return }
      throw SystemError("make directory \(path)")
    }
    do throws(SystemError) {
      try Place.give(try Place.step(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW), mode, owner)
    } catch {
      unsafe _ = unlinkat(parent.number, name, AT_REMOVEDIR)
      throw SystemError("give directory \(path) to its owner", code: error.code)
    }
  }
}

extension File {
  /// Opens a file or directory as a place alone (O_PATH), by the same rule for links: what somebody else has put into a
  /// directory of theirs leads nowhere.
  static func openPlace(_ path: String) throws(SystemError) -> Descriptor {
    var parts = path.split(separator: "/")
    guard let name = parts.popLast().map(String.init) else { return try File.open("/", onlyPlace) }
    do throws(SystemError) {
      return try Place.enter(try Place.open("/", below: parts), name, onlyPlace)
    } catch {
      throw SystemError("open \(path)", code: error.code)
    }
  }
}

/// Directories by descriptor: what a name stands for cannot change under it.
private enum Place {
  static func open(_ start: String, below parts: [Substring]) throws(SystemError) -> Descriptor {
    var directory = try File.open(start, onlyPlace | O_DIRECTORY)
    for part in parts { directory = try enter(directory, String(part), onlyPlace | O_DIRECTORY) }
    return directory
  }

  static func step(_ directory: borrowing Descriptor, _ name: String, _ flags: Int32) throws(SystemError) -> Descriptor
  {
    let number = unsafe openat(directory.number, name, flags | O_CLOEXEC)
    guard number >= 0 else { throw SystemError("open directory \(name)") }
    return Descriptor(adopting: number)
  }

  static func give(_ directory: borrowing Descriptor, _ mode: mode_t, _ owner: uid_t?) throws(SystemError) {
    // Whoever owns the directory above could have put another in its place.
    guard try status(directory).st_uid == geteuid() else { throw SystemError("look at a directory", code: EPERM) }
    guard fchmod(directory.number, mode) == 0, owner.map({ fchown(directory.number, $0, gid_t.max) == 0 }) ?? true
    else { throw SystemError("give a directory away") }
  }

  /// The step after a link that may be followed has these flags.
  static func enter(
    _ directory: borrowing Descriptor, _ name: String, _ flags: Int32
  ) throws(SystemError) -> Descriptor {
    let next = try step(directory, name, onlyPlace | O_NOFOLLOW)
    let found = try status(next)
    guard found.st_mode & S_IFMT == S_IFLNK else { return next }
    let above = try status(directory)
    guard [0, geteuid()].contains(found.st_uid), [0, geteuid()].contains(above.st_uid) else {
      throw SystemError("follow the link \(name)", code: ELOOP)
    }
    return try step(directory, name, flags)
  }

  private static func status(_ file: borrowing Descriptor) throws(SystemError) -> stat {
    var status = stat()
    guard unsafe fstat(file.number, &status) == 0 else { throw SystemError("look at a directory") }
    return status
  }
}
