/// An IPv6 prefix such as `2001:db8::/32` (RFC 4291 section 2.3).
public struct Prefix: Hashable, Sendable, CustomStringConvertible {
  /// The network's address; every bit beyond `length` is zero.
  public let address: Address
  /// How many leading bits count: 0 to 128.
  public let length: Int

  /// Takes an address and a length of 0 to 128; bits of the address beyond the length are cleared.
  public init?(_ address: Address, length: Int) {
    guard (0...128).contains(length) else { return nil }
    let bytes = address.bytes.enumerated().map { index, byte in byte & Self.mask(index, length) }
    guard let network = Address(bytes: bytes) else { return nil }
    self.address = network
    self.length = length
  }

  /// Reads `ADDRESS/LENGTH`, or an address alone as its /128. Nil if it is neither, or if a bit beyond the length is set
  /// (a slip of the pen: the prefix means less, or more, than it says).
  public init?(_ text: String) {
    guard let (address, length) = Self.split(text), let prefix = Prefix(address, length: length) else { return nil }
    guard prefix.address == address else { return nil }
    self = prefix
  }

  /// The two halves of the text, with bits beyond the length as they were written.
  public static func split(_ text: String) -> (Address, Int)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = Address(String(parts[0])) else { return nil }
    guard parts.count == 2 else { return (address, 128) }
    guard parts[1] == "0" || parts[1].first != "0" else { return nil }
    guard let length = Decimal.value(parts[1], most: 3), length <= 128 else { return nil }
    return (address, Int(length))
  }

  /// Whether the address begins with this prefix.
  public func contains(_ other: Address) -> Bool {
    for (index, byte) in address.bytes.enumerated() where byte != other.bytes[index] & Self.mask(index, length) {
      return false
    }
    return true
  }

  private static func mask(_ index: Int, _ length: Int) -> UInt8 {
    let bits = min(max(length - 8 * index, 0), 8)
    return ~UInt8(truncatingIfNeeded: 0xff >> bits)
  }

  /// `ADDRESS/LENGTH`, the address as in RFC 5952.
  public var description: String { "\(address)/\(length)" }
}
