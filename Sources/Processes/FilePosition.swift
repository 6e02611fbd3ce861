import Glibc

/// An open file that is read or written on from somewhere.
extension File {
  /// Read or written next is what begins there (lseek(2)).
  public static func position(_ file: borrowing Descriptor, at offset: UInt64, name: String) throws(SystemError) {
    guard lseek(file.number, off_t(clamping: offset), SEEK_SET) >= 0 else { throw SystemError("position \(name)") }
  }

  /// Forgets what is behind `length` bytes (ftruncate(2)); written next is what comes there.
  public static func cut(_ file: borrowing Descriptor, to length: UInt64, name: String) throws(SystemError) {
    guard ftruncate(file.number, off_t(clamping: length)) == 0 else { throw SystemError("shorten \(name)") }
    try position(file, at: length, name: name)
  }

  /// Says that its contents changed last at this time, in seconds since 1970, and were read now (futimens(2)).
  public static func setModified(_ file: borrowing Descriptor, _ seconds: Int64, name: String) throws(SystemError) {
    var now = timespec()
    unsafe _ = clock_gettime(CLOCK_REALTIME, &now)
    let times = [now, timespec(tv_sec: time_t(clamping: seconds), tv_nsec: 0)]
    guard unsafe futimens(file.number, times) == 0 else { throw SystemError("set the time of \(name)") }
  }

  /// What is left of a mode where the person's umask(2) has its way.
  public static func usualMode(_ mode: mode_t) -> mode_t {
    let mask = umask(0o077)
    umask(mask)
    return mode & ~mask
  }
}

extension Directory {
  /// Whether a name stands for this open file, and not for another that has taken its place.
  public func isStill(_ name: String, _ file: borrowing Descriptor) throws(SystemError) -> Bool {
    try check(name)
    var (named, open) = (stat(), stat())
    guard unsafe fstat(file.number, &open) == 0 else { throw SystemError("look at \(name)") }
    guard unsafe fstatat(descriptor.number, name, &named, AT_SYMLINK_NOFOLLOW) == 0 else {
      if errno == ENOENT { return false }
      throw SystemError("look at \(name)")
    }
    return named.st_dev == open.st_dev && named.st_ino == open.st_ino
  }
}
