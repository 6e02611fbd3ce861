import CLinux
import Glibc

/// Stream sockets that have a path (unix(7)).
public enum LocalSocket {
  /// The longest path, in bytes.
  public static let maximumPathBytes = 107

  /// Connects to the one at a path; the result is non-blocking. A path that is too long is ENAMETOOLONG; EAGAIN: too many
  /// wait to be accepted there.
  public static func connect(_ path: String) throws(SystemError) -> Descriptor {
    let what = "connect to \(path)"
    guard !path.isEmpty, path.utf8.count <= maximumPathBytes, !path.utf8.contains(0) else {
      throw SystemError(what, code: ENAMETOOLONG)
    }
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let number = socket(AF_UNIX, kind, 0)
    guard number >= 0 else { throw SystemError("make a socket") }
    let connection = Descriptor(adopting: number)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw SystemError(what) }
    return connection
  }
}
