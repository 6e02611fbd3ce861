/// `%` HEX HEX (RFC 3261 §19.1.2).
enum Escapes {
  /// The longest run of these characters and of well-formed escapes, as it is written.
  static func take(_ set: ByteSet, from scanner: inout Scanner) throws(SIPError) -> String {
    var result = ""
    while true {
      if let plain = scanner.take(set) { result += plain }
      guard scanner.next == percent else { return result }
      let escape = scanner.rest.prefix(3)
      guard byte(escape) != nil else { throw .malformed("escape") }
      result += String(decoding: escape, as: UTF8.self)
      scanner.drop(3)
    }
  }

  /// The text that well-formed escapes mean; it must be UTF-8.
  static func decode(_ text: String) throws(SIPError) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let first = rest.first {
      if first == percent, let byte = byte(rest.prefix(3)) {
        bytes.append(byte)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(first)
        rest = rest.dropFirst()
      }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .malformed("escape") }
    return decoded
  }

  /// The one way to write what is equal: unreserved characters plain, other escapes in upper case. Escapes of reserved
  /// characters stay, for they are not equal to the characters (RFC 3261 §19.1.4).
  static func normalise(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let first = rest.first {
      if first == percent, let byte = byte(rest.prefix(3)) {
        if ByteSet.unreserved.contains(byte) { bytes.append(byte) } else { bytes += escape(byte) }
        rest = rest.dropFirst(3)
      } else {
        bytes.append(first)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func encode(_ text: String, except set: ByteSet) -> String {
    String(decoding: text.utf8.flatMap { set.contains($0) ? [$0] : escape($0) }, as: UTF8.self)
  }

  private static let percent: UInt8 = 0x25

  private static func escape(_ byte: UInt8) -> [UInt8] {
    [percent, hex(byte >> 4), hex(byte & 15)]
  }

  private static func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x37 + digit }

  private static func byte(_ escape: ArraySlice<UInt8>) -> UInt8? {
    guard escape.count == 3, escape.first == percent else { return nil }
    var value: UInt8 = 0
    for digit in escape.dropFirst() {
      switch digit {
      case 0x30...0x39: value = value << 4 | (digit - 0x30)
      case 0x41...0x46: value = value << 4 | (digit - 0x37)
      case 0x61...0x66: value = value << 4 | (digit - 0x57)
      default: return nil
      }
    }
    return value
  }
}
