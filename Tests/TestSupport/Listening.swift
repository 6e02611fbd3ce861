import Foundation

/// A listening socket as systemd would pass it.
public enum Listening {
  /// Listens on a free port of [::1], or on IPv4 as a node must not.
  public static func open(isIPv4: Bool = false) throws -> (descriptor: Int32, port: UInt16) {
    if isIPv4 {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
      guard descriptor >= 0, listen(descriptor, 16) == 0 else { throw failure("listen on IPv4") }
      return (descriptor, 0)
    }
    let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let done = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 4096) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard descriptor >= 0, done else { throw failure("listen on [::1]") }
    return (descriptor, UInt16(bigEndian: address.sin6_port))
  }

  private static func failure(_ what: String) -> TestFailure {
    TestFailure("\(what): \(String(cString: strerror(errno)))")
  }

  static func loopback(port: UInt16) -> sockaddr_in6 {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    address.sin6_addr = in6addr_loopback
    return address
  }
}
