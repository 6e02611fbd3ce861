/// Reads one header field value from left to right.
struct Scanner {
  private(set) var rest: ArraySlice<UInt8>

  init(_ text: some StringProtocol) { rest = Array(text.utf8)[...] }

  var isAtEnd: Bool { rest.isEmpty }
  var next: UInt8? { rest.first }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let next, UInt32(next) == character.value else { return false }
    rest.removeFirst()
    return true
  }

  /// The longest run of these characters, if it is not empty.
  mutating func take(_ set: ByteSet) -> String? {
    let end = rest.firstIndex { !set.contains($0) } ?? rest.endIndex
    guard end > rest.startIndex else { return nil }
    defer { rest = rest[end...] }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  /// What is left, up to one of these characters.
  mutating func take(until set: ByteSet) -> String {
    let end = rest.firstIndex(where: set.contains) ?? rest.endIndex
    defer { rest = rest[end...] }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  mutating func drop(_ count: Int) { rest = rest.dropFirst(count) }

  /// Spaces and tabs; header fields are unfolded before they are scanned.
  @discardableResult
  mutating func skipSpace() -> Bool {
    let before = rest.count
    rest = rest.drop { $0 == space || $0 == tab }
    return rest.count < before
  }

  /// A character with space around it, as SEMI, COMMA, SLASH and their kin have.
  mutating func takeSeparator(_ character: Unicode.Scalar) -> Bool {
    let before = rest
    skipSpace()
    guard take(character) else {
      rest = before
      return false
    }
    skipSpace()
    return true
  }

  /// 1*DIGIT, however many zeros it begins with; nil beyond the maximum.
  mutating func number(upTo maximum: Int) -> Int? {
    guard let digits = take(.digit) else { return nil }
    var value = 0
    for digit in digits.utf8 {
      value = value * 10 + Int(digit - 0x30)
      guard value <= maximum else { return nil }
    }
    return value
  }

  /// A quoted-string, without its quotes and escapes.
  mutating func quotedString() throws(SIPError) -> String {
    guard take("\"") else { throw .malformed("quoted string") }
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case quote: return String(decoding: bytes, as: UTF8.self)
      case backslash:
        guard let escaped = rest.popFirst(), escaped < 0x80 else { throw .malformed("quoted string") }
        bytes.append(escaped)
      default: bytes.append(byte)
      }
    }
    throw .malformed("quoted string")
  }
}

let tab: UInt8 = 0x09
let lineFeed: UInt8 = 0x0a
let carriageReturn: UInt8 = 0x0d
let space: UInt8 = 0x20
let quote: UInt8 = 0x22
let backslash: UInt8 = 0x5c

/// The text in quotes, with what must be escaped escaped.
func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    if scalar == "\"" || scalar == "\\" || scalar.value < 0x20 || scalar.value == 0x7f { result.append("\\") }
    result.unicodeScalars.append(scalar)
  }
  return result + "\""
}

/// Whether bytes may stand in a header field: no control character but the tab, save as a quoted pair within a quoted
/// string, and no line end at all (RFC 3261 §25.1).
func isFieldText(_ bytes: some Sequence<UInt8>) -> Bool {
  var isQuoted = false
  var isEscaped = false
  for byte in bytes {
    if byte == carriageReturn || byte == lineFeed { return false }
    if isEscaped {
      isEscaped = false
    } else if byte == quote {
      isQuoted.toggle()
    } else if byte == backslash {
      isEscaped = isQuoted
    } else if byte < space && byte != tab || byte == 0x7f {
      return false
    }
  }
  return true
}

/// ASCII letters in lower case; all else as it is.
func lowercased(_ text: some StringProtocol) -> String {
  String(decoding: text.utf8.map { 0x41...0x5a ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
}
