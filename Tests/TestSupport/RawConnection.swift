import Foundation

/// A TCP connection of which every byte is the test's own.
public final class RawConnection: Sendable {
  private let descriptor: Int32

  /// Connects to a node, or to another port of its; `source` is the address to call from, which only a `Network` of the tests' own can give.
  public init(_ node: Node, port: UInt16? = nil, from source: in6_addr? = nil) throws {
    let target = Listening.loopback(port: port ?? node.port)
    let connect = { () throws -> Int32 in try Self.connect(target, from: source) }
    descriptor = try node.network?.inside(connect) ?? connect()
  }

  private static func connect(_ address: sockaddr_in6, from source: in6_addr?) throws -> Int32 {
    let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw TestFailure("socket: \(String(cString: strerror(errno)))") }
    let size = socklen_t(MemoryLayout<sockaddr_in6>.size)
    func use(_ address: sockaddr_in6, _ call: (UnsafePointer<sockaddr>) -> Int32) -> Bool {
      withUnsafePointer(to: address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0) == 0 } }
    }
    var isBound = true
    if let source {
      // IPV6_FREEBIND of linux/in6.h: the whole prefix is routed to us, but not each address configured.
      var yes: Int32 = 1
      setsockopt(descriptor, Int32(IPPROTO_IPV6), 78, &yes, socklen_t(MemoryLayout<Int32>.size))
      var own = Listening.loopback(port: 0)
      own.sin6_addr = source
      isBound = use(own) { bind(descriptor, $0, size) }
    }
    guard isBound, use(address, { Foundation.connect(descriptor, $0, size) }) else {
      let error = errno
      close(descriptor)
      throw TestFailure("connect: \(String(cString: strerror(error)))")
    }
    return descriptor
  }

  deinit { close(descriptor) }

  /// Sends what can be sent; false when the node has closed.
  @discardableResult
  public func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// No more from us.
  public func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Ends it with a reset instead of a FIN.
  public func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  /// Reads until the node closes; nil when it has not in that time.
  public func readToEnd(seconds: Double) -> [UInt8]? {
    let end = Date(timeIntervalSinceNow: seconds)
    var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 16384))
    while true {
      var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let left = end.timeIntervalSinceNow
      guard left > 0, poll(&wait, 1, Int32(left * 1000) + 1) > 0 else { return nil }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count <= 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}
