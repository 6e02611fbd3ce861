/// A SHA-256 value, 32 bytes: of a whole certificate, or of its SubjectPublicKeyInfo.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  /// The size of every fingerprint in bytes.
  public static let size = 32

  /// The 32 bytes, in the order of the digest.
  public let bytes: [UInt8]

  /// Takes exactly 32 bytes; anything else is nil.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.size else { return nil }
    self.bytes = Array(bytes)
  }

  /// Reads 64 hexadecimal digits of either case, with or without a colon between every two bytes
  /// (as `openssl x509 -fingerprint` prints them); anything else is nil.
  public init?(hex: String) {
    self.init(hex: Array(hex.utf8)[...])
  }

  init?(hex: ArraySlice<UInt8>) {
    let colons = hex.count == 3 * Self.size - 1
    guard colons || hex.count == 2 * Self.size else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.size)
    var at = hex.startIndex
    while at < hex.endIndex {
      if colons, !bytes.isEmpty {
        guard hex[at] == UInt8(ascii: ":") else { return nil }
        at += 1
      }
      guard let high = hexadecimal(hex[at]), let low = hexadecimal(hex[at + 1]) else { return nil }
      bytes.append(high << 4 | low)
      at += 2
    }
    self.bytes = bytes
  }

  /// 64 lower-case hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(2 * Self.size)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// The value of one hexadecimal digit; nil for any other byte.
func hexadecimal(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}

/// The value of 1 to 18 decimal digits and nothing else, no sign; nil otherwise.
func decimal(_ digits: some Collection<UInt8>) -> Int? {
  guard (1...18).contains(digits.count) else { return nil }
  var value = 0
  for byte in digits {
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
    value = value * 10 + Int(byte - UInt8(ascii: "0"))
  }
  return value
}
