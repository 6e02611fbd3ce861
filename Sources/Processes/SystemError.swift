import Glibc

/// A system call that failed: which one, on what, and its errno (errno(3)).
public struct SystemError: Error, Equatable, CustomStringConvertible {
  /// What was being done, such as `open /etc/peertls/policy`.
  public let operation: String
  /// The errno value.
  public let code: Int32
  /// What says more than strerror(3)'s text; nil where nothing does.
  public let reason: String?

  /// An error of the call that has just failed, or one with a code, and perhaps a reason, of its own.
  public init(_ operation: String, code: Int32 = errno, reason: String? = nil) {
    self.operation = operation
    self.code = code
    self.reason = reason
  }

  /// The operation and why it failed: the reason, else strerror(3)'s text.
  public var description: String { "\(operation): \(reason ?? SystemError.text(code))" }

  /// strerror(3).
  public static func text(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

  /// The process or the system has no descriptor, process or memory to spare: a passing state, worth waiting out.
  public var isShortage: Bool {
    [EMFILE, ENFILE, ENOBUFS, ENOMEM, EAGAIN, ENOSPC].contains(code)
  }

  /// The other end has gone.
  public var isBrokenPipe: Bool { [EPIPE, ECONNRESET, ENOTCONN].contains(code) }
}
