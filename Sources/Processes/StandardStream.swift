import Glibc

/// Standard input and output for one who must not wait in them.
public enum StandardStream {
  /// Opens /dev/null on whichever of the descriptors 0 to 2 are closed, so that no file or connection becomes one of
  /// them, and says which they were. For the start of a program.
  @discardableResult
  public static func openMissing() throws(SystemError) -> [Int32] {
    var missing: [Int32] = []
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      // The lowest free number is this one.
      guard unsafe open("/dev/null", O_RDWR) == number else { throw SystemError("open /dev/null") }
      missing.append(number)
    }
    return missing
  }

  /// Takes over descriptor 0 or 1, which is /dev/null from now on, so that closing the result ends the stream for the
  /// other side. Non-blocking; a terminal or pipe is opened anew for that where it can be, as its flags are shared with
  /// whoever else has it open, such as the shell.
  public static func take(_ number: Int32) throws(SystemError) -> Descriptor {
    let mode = number == STDIN_FILENO ? O_RDONLY : O_WRONLY
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { throw SystemError("look at descriptor \(number)") }
    let kind = status.st_mode & S_IFMT
    let isShared = kind == S_IFIFO || kind == S_IFCHR
    let stream: Descriptor
    if isShared, let anew = try? File.open("/proc/self/fd/\(number)", mode | O_NONBLOCK | O_NOCTTY) {
      stream = anew
    } else {
      stream = try Descriptor.duplicate(number)
      if kind != S_IFREG { try stream.setNonBlocking() }
    }
    let null = try File.open("/dev/null", O_RDWR)
    guard dup2(null.number, number) >= 0 else { throw SystemError("replace descriptor \(number)") }
    return stream
  }

  /// Has standard error, where it is a file, written at its end alone: others may have the file open for themselves.
  public static func appendErrors() {
    var status = stat()
    guard unsafe fstat(STDERR_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    _ = fcntl(STDERR_FILENO, F_SETFL, fcntl(STDERR_FILENO, F_GETFL) | O_APPEND)
  }

  /// Whether standard error is a stream of the journal's, which heeds priorities (systemd.exec(5), $JOURNAL_STREAM): the
  /// variable alone is also set for a shell that a service has started, whatever its standard error is.
  public static func errorIsTheJournal() -> Bool {
    var status = stat()
    guard let stream = Environment.value("JOURNAL_STREAM"), unsafe fstat(STDERR_FILENO, &status) == 0 else {
      return false
    }
    return stream == "\(status.st_dev):\(status.st_ino)"
  }
}
