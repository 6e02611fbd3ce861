import Glibc

/// Why something asked of systemd failed.
public struct SystemdError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong and, where it is known, what to do.
  public let message: String
  /// The errno behind it, 0 if there is none.
  public let errno: Int32

  /// One line for people.
  public var description: String { errno == 0 ? message : "\(message): \(unsafe String(cString: strerror(errno)))" }

  init(_ message: String, errno: Int32 = 0) {
    self.message = message
    self.errno = errno
  }

  /// Passes a result of libsystemd's on, which is negative errno for a failure.
  @discardableResult
  static func check(_ result: Int32, _ action: @autoclosure () -> String) throws(SystemdError) -> Int32 {
    guard result >= 0 else { throw SystemdError(action(), errno: -result) }
    return result
  }
}
