import CLinux
import Glibc

/// Sockets that have a path (unix(7)).
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
    let connection = try make(SOCK_STREAM)
    let result = unsafe with(path) { unsafe Glibc.connect(connection.number, $0, $1) }
    guard result == 0 else { throw SystemError(what) }
    return connection
  }

  private static func make(_ type: __socket_type) throws(SystemError) -> Descriptor {
    let kind = Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let number = socket(AF_UNIX, kind, 0)
    guard number >= 0 else { throw SystemError("make a socket") }
    return Descriptor(adopting: number)
  }

  /// The path, which fits, as system calls take it.
  private static func with<Result>(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}

/// Channels to whoever comes: SOCK_SEQPACKET sockets that have a path.
extension LocalSocket {
  /// Listens for channels at a path that its owner alone can connect to (mode 0600); what was there before is replaced.
  /// For single-threaded programs, as it changes the umask for a moment. Throws ENAMETOOLONG for a path that is too long.
  public static func listen(at path: String, backlog: Int32) throws(SystemError) -> Descriptor {
    guard !path.isEmpty, path.utf8.count <= maximumPathBytes, !path.utf8.contains(0) else {
      throw SystemError("listen at \(path)", code: ENAMETOOLONG)
    }
    let listener = try make(SOCK_SEQPACKET)
    try File.remove(path)
    let before = umask(0o177)
    let result = unsafe with(path) { unsafe bind(listener.number, $0, $1) }
    umask(before)
    guard result == 0, Glibc.listen(listener.number, backlog) == 0 else { throw SystemError("listen at \(path)") }
    return listener
  }

  /// Which file something is: its device and inode.
  public struct Identity: Equatable, Sendable {
    private let device: UInt64
    private let inode: UInt64

    fileprivate init(device: UInt64, inode: UInt64) { (self.device, self.inode) = (device, inode) }
  }

  /// The identity of what is at a path, a link not followed; nil where nothing is.
  public static func identity(_ path: String) -> Identity? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  /// Somebody who has connected, as the system knows them (SO_PEERCRED, unix(7)).
  public struct Visitor: ~Copyable {
    /// The channel, non-blocking.
    public let channel: Channel
    /// The user who has connected.
    public let user: uid_t

    /// Gives the channel away.
    public consuming func takeChannel() -> Channel { channel }
  }

  /// Takes one who waits; nil where none does, or the system cannot say who it is.
  public static func accept(_ listener: Int32) -> Visitor? {
    var unused = sockaddr_in6()
    let number = unsafe clinux_accept(listener, &unused)
    guard number >= 0 else { return nil }
    let channel = Channel(adopting: Descriptor(adopting: number))
    // struct ucred: pid, uid, gid.
    var credentials: (Int32, UInt32, UInt32) = (0, 0, 0)
    var length = socklen_t(MemoryLayout<(Int32, UInt32, UInt32)>.size)
    guard unsafe getsockopt(number, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else { return nil }
    return Visitor(channel: channel, user: credentials.1)
  }

  /// Connects a channel to the one at a path, non-blocking; errors as for `connect`.
  public static func channel(to path: String) throws(SystemError) -> Channel {
    guard !path.isEmpty, path.utf8.count <= maximumPathBytes, !path.utf8.contains(0) else {
      throw SystemError("connect to \(path)", code: ENAMETOOLONG)
    }
    let connection = try make(SOCK_SEQPACKET)
    guard unsafe with(path, { unsafe Glibc.connect(connection.number, $0, $1) }) == 0 else {
      throw SystemError("connect to \(path)")
    }
    return Channel(adopting: connection)
  }
}
