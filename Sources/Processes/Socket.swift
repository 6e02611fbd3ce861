import CLinux
import Glibc

/// TCP over IPv6.
public enum Socket {
  /// A connection, non-blocking, and where it comes from.
  public struct Accepted: ~Copyable {
    /// The connection.
    public let connection: Descriptor
    /// The other end's address and port.
    public let peer: SocketAddress

    /// Gives the connection away.
    public consuming func takeConnection() -> Descriptor { connection }
  }

  /// Takes a connection from a non-blocking listener; nil when none waits. Throws with `isShortage` where the system
  /// has no descriptor or memory to give.
  public static func accept(_ listener: Int32) throws(SystemError) -> Accepted? {
    var address = sockaddr_in6()
    let number = unsafe clinux_accept(listener, &address)
    if number >= 0 { return Accepted(connection: Descriptor(adopting: number), peer: SocketAddress(address)) }
    switch errno {
    // accept(2): an error that is already pending on the new connection is that connection's, not the listener's.
    case EAGAIN, EINTR, ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP,
      ENETUNREACH:
      return nil
    default: throw SystemError("accept a connection")
    }
  }

  /// Sets O_NONBLOCK on a socket that somebody else owns.
  public static func setNonBlocking(_ socket: Int32) throws(SystemError) {
    guard clinux_set_flags(socket, fcntl(socket, F_GETFL) | O_NONBLOCK) == 0 else {
      throw SystemError("set O_NONBLOCK")
    }
  }

  /// A socket that listens at this address and port, IPv6 alone, non-blocking; a port that is taken is EADDRINUSE.
  public static func listen(_ address: SocketAddress, backlog: Int32) throws(SystemError) -> Descriptor {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let number = socket(AF_INET6, kind, 0)
    guard number >= 0 else { throw SystemError("make a socket") }
    let listener = Descriptor(adopting: number)
    var on: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    // Connections of the port's last use that wait for their end (TIME_WAIT) keep nobody out.
    let done =
      unsafe setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, size) == 0
      && setsockopt(number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, size) == 0
      && address.with { unsafe bind(number, $0, $1) } == 0 && Glibc.listen(number, backlog) == 0
    guard done else { throw SystemError("listen on [\(address.text)]:\(address.port)") }
    return listener
  }

  /// The address of our end.
  public static func localAddress(_ socket: Int32) throws(SystemError) -> SocketAddress {
    var address = sockaddr_in6()
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(socket, $0, &length) }
    }
    guard result == 0, address.sin6_family == sa_family_t(AF_INET6) else { throw SystemError("read the local address") }
    return SocketAddress(address)
  }

  /// Begins to call `address`, from `source` at any port where one is given; the result is non-blocking, and can be written
  /// to once ``checkConnected(_:to:isOver:)`` can tell what has become of it.
  public static func beginConnecting(
    to address: SocketAddress, from source: SocketAddress? = nil
  ) throws(SystemError) -> Descriptor {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let number = socket(AF_INET6, kind, 0)
    guard number >= 0 else { throw SystemError("make a socket") }
    let connection = Descriptor(adopting: number)
    if var source {
      source.port = 0
      guard unsafe source.with({ unsafe bind(number, $0, $1) }) == 0 else {
        throw SystemError("call from [\(source.text)]")
      }
    }
    let result = unsafe address.with { unsafe Glibc.connect(number, $0, $1) }
    guard result == 0 || errno == EINPROGRESS else { throw connectError(address, errno) }
    return connection
  }

  /// Throws why a call that has ended did not get through; with `isOver` it has had its time, which is ETIMEDOUT.
  public static func checkConnected(_ socket: Int32, to address: SocketAddress, isOver: Bool) throws(SystemError) {
    guard !isOver else { throw connectError(address, ETIMEDOUT) }
    var (code, length) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
    unsafe _ = getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &length)
    guard code == 0 else { throw connectError(address, code) }
  }

  private static func connectError(_ address: SocketAddress, _ code: Int32) -> SystemError {
    SystemError("connect to [\(address.text)]:\(address.port)", code: code)
  }

  /// Finds out that the other end has gone although nothing is sent (tcp(7)): after a minute of silence it is asked, and
  /// the connection ends where it does not answer for another.
  public static func keepAlive(_ socket: Int32) {
    let options: [(level: Int32, name: Int32, value: Int32)] = [
      (SOL_SOCKET, SO_KEEPALIVE, 1), (Int32(IPPROTO_TCP), TCP_KEEPIDLE, 60), (Int32(IPPROTO_TCP), TCP_KEEPINTVL, 15),
      (Int32(IPPROTO_TCP), TCP_KEEPCNT, 4),
    ]
    for option in options {
      var value = option.value
      unsafe _ = setsockopt(socket, option.level, option.name, &value, socklen_t(MemoryLayout<Int32>.size))
    }
  }

  /// Sends small writes at once (TCP_NODELAY).
  public static func sendAtOnce(_ socket: Int32) {
    var on: Int32 = 1
    unsafe _ = setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Acknowledges what comes next at once, not up to 40 ms later (TCP_QUICKACK): for peers that hold back their next
  /// small write until the last one is acknowledged, as GnuTLS's clients do in their handshake's last flight.
  public static func acknowledgeAtOnce(_ socket: Int32) {
    var on: Int32 = 1
    unsafe _ = setsockopt(socket, Int32(IPPROTO_TCP), TCP_QUICKACK, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Says that we send no more; what was sent still arrives (shutdown(2)).
  public static func finishWriting(_ socket: Int32) { _ = shutdown(socket, Int32(SHUT_WR)) }

  /// Has close(2) end the connection by a reset: the other end cannot take it for a proper end (SO_LINGER of 0).
  public static func reset(_ socket: Int32) {
    var none = linger(l_onoff: 1, l_linger: 0)
    unsafe _ = setsockopt(socket, SOL_SOCKET, SO_LINGER, &none, socklen_t(MemoryLayout<linger>.size))
  }

  /// Throws away what has arrived; false once the other end has closed.
  public static func discardInput(_ socket: Int32) -> Bool {
    var waste = Buffer(capacity: 16 * 1024)
    var outcome = Transfer.wouldBlock
    waste.fill { room in
      outcome = Bytes.read(socket, into: &room)
      return outcome.count
    }
    switch outcome {
    case .moved, .wouldBlock: return true
    case .ended, .failed: return false
    }
  }
}
