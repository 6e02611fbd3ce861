/// Bytes as mail names them.
enum Byte {
  static let (tab, lineFeed, carriageReturn): (UInt8, UInt8, UInt8) = (0x09, 0x0A, 0x0D)
  static let (space, quote, backslash): (UInt8, UInt8, UInt8) = (0x20, 0x22, 0x5C)

  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }
  static func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }
  static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }
  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) }

  /// RFC 5322's ftext: what a header field's name is made of.
  static func isFieldName(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: ":") }

  /// RFC 2045's token: printable ASCII without tspecials.
  static func isToken(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !"()<>@,;:\\\"/[]?=".utf8.contains(byte)
  }

  /// RFC 5322's atext, and what RFC 6532 adds to it.
  static func isAtom(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte >= 0x80 || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
  }

  static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

  /// Two hexadecimal digits, in upper case.
  static func hexadecimal(_ byte: UInt8) -> [UInt8] { [digit(byte >> 4), digit(byte & 15)] }

  /// What a hexadecimal digit stands for.
  static func value(ofDigit byte: UInt8?) -> UInt8? {
    guard let byte else { return nil }
    if isDigit(byte) { return byte - 0x30 }
    return (0x61...0x66).contains(byte | 0x20) ? (byte | 0x20) - 0x61 + 10 : nil
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x41 + value - 10 }
}

extension String {
  /// In lower case where it is ASCII; nothing else changes.
  var asciiLowercased: String { String(decoding: utf8.map(Byte.lower), as: UTF8.self) }
}

extension Collection<UInt8> where SubSequence == ArraySlice<UInt8> {
  /// Without blanks and line ends around it.
  var trimmed: ArraySlice<UInt8> {
    let isOuter = { (byte: UInt8) in Byte.isBlank(byte) || Byte.isLineEnd(byte) }
    var rest = self[startIndex..<endIndex].drop(while: isOuter)
    while let last = rest.last, isOuter(last) { rest.removeLast() }
    return rest
  }
}
