/// xtext (RFC 3461 §4): printable ASCII in which `+HH` is an octet. UTF-8 stands as it is where SMTPUTF8 is in force
/// (RFC 6533 §3).
enum XText {
  /// Octets that stand for themselves.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x21...0x7e).contains(byte) && byte != UInt8(ascii: "+") && byte != UInt8(ascii: "=") || byte >= 0x80
  }

  static func encode(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if isPlain(byte) {
        bytes.append(byte)
      } else {
        let digits = Array("0123456789ABCDEF".utf8)
        bytes += [UInt8(ascii: "+"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Nil for what is none, or has a control character in it.
  static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
    var scanner = Scanner(bytes)
    var decoded: [UInt8] = []
    while let byte = scanner.takeByte() {
      if isPlain(byte) {
        decoded.append(byte)
      } else {
        guard byte == UInt8(ascii: "+"), let high = scanner.takeByte().flatMap(digit),
          let low = scanner.takeByte().flatMap(digit)
        else { return nil }
        decoded.append(high << 4 | low)
      }
    }
    let text = String(validating: decoded, as: UTF8.self)
    return text.flatMap { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } ? nil : $0 }
  }

  /// Upper case alone (RFC 3461 §4), and lower case from those who do not know.
  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
