import Glibc

/// An IPv6 address and port, without allocation.
public struct SocketAddress: Hashable, Sendable {
  /// The address's first eight bytes as a number.
  public var high: UInt64
  /// The address's last eight bytes as a number.
  public var low: UInt64
  /// The TCP port.
  public var port: UInt16
  /// The zone (interface) of a link-local address, else 0.
  public var scope: UInt32

  /// All parts.
  public init(high: UInt64 = 0, low: UInt64 = 0, port: UInt16 = 0, scope: UInt32 = 0) {
    self.high = high
    self.low = low
    self.port = port
    self.scope = scope
  }

  /// From sixteen bytes in network order.
  public init(bytes: [UInt8], port: UInt16, scope: UInt32 = 0) {
    let number = { (range: Range<Int>) in range.reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[$1]) } }
    self.init(high: number(0..<8), low: number(8..<16), port: port, scope: scope)
  }

  init(_ address: sockaddr_in6) {
    self = unsafe withUnsafeBytes(of: address.sin6_addr) { raw in
      unsafe SocketAddress(
        high: UInt64(bigEndian: raw.load(as: UInt64.self)),
        low: UInt64(bigEndian: raw.load(fromByteOffset: 8, as: UInt64.self)),
        port: UInt16(bigEndian: address.sin6_port), scope: address.sin6_scope_id)
    }
  }

  var system: sockaddr_in6 {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    address.sin6_scope_id = scope
    unsafe withUnsafeMutableBytes(of: &address.sin6_addr) { raw in
      unsafe raw.storeBytes(of: high.bigEndian, as: UInt64.self)
      unsafe raw.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
    }
    return address
  }

  /// Calls `body` with the address as system calls take it.
  func with<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    var address = system
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
      }
    }
  }

  /// The sixteen bytes in network order.
  public var bytes: [UInt8] {
    (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? high : low) >> UInt64(56 - 8 * ($0 % 8))) }
  }

  /// The first `length` bits of the address, the rest zero.
  public func prefix(_ length: Int) -> SocketAddress {
    func mask(_ bits: Int) -> UInt64 { bits <= 0 ? 0 : bits >= 64 ? .max : ~(.max >> UInt64(bits)) }
    return SocketAddress(high: high & mask(length), low: low & mask(length - 64))
  }

  /// The address as text, RFC 5952, without port or zone.
  public var text: String {
    var (address, buffer) = (system.sin6_addr, [UInt8](repeating: 0, count: Int(INET6_ADDRSTRLEN)))
    unsafe buffer.withUnsafeMutableBytes { raw in
      _ = unsafe inet_ntop(AF_INET6, &address, raw.bindMemory(to: CChar.self).baseAddress, socklen_t(INET6_ADDRSTRLEN))
    }
    return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
  }
}

extension SocketAddress {
  /// The zone of an interface, by name or number (if_nametoindex(3)); nil if there is none.
  public static func scope(ofInterface name: String) -> UInt32? {
    let index = unsafe if_nametoindex(name)
    return index > 0 ? index : UInt32(name).flatMap { $0 > 0 ? $0 : nil }
  }
}
