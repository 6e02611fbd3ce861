/// Reads one line or one header field's value from left to right.
struct Scanner {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }
  var next: UInt8? { rest.first }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let next, UInt32(next) == character.value else { return false }
    rest.removeFirst()
    return true
  }

  mutating func takeByte() -> UInt8? { rest.popFirst() }

  /// The longest run of bytes of this kind; it may be empty.
  mutating func take(while fits: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let end = rest.firstIndex { !fits($0) } ?? rest.endIndex
    defer { rest = rest[end...] }
    return rest[..<end]
  }

  mutating func skipSpace() { rest = rest.drop { $0 == space || $0 == tab } }

  mutating func drop(_ count: Int) { rest = rest.dropFirst(count) }
}

let tab: UInt8 = 0x09
let lineFeed: UInt8 = 0x0a
let carriageReturn: UInt8 = 0x0d
let space: UInt8 = 0x20
let quote: UInt8 = 0x22
let dot: UInt8 = 0x2e
let backslash: UInt8 = 0x5c

func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
func isLetter(_ byte: UInt8) -> Bool { 0x41...0x5a ~= byte || 0x61...0x7a ~= byte }

/// atext (RFC 5322 §3.2.3), with every octet of UTF-8 beyond ASCII (RFC 6532 §3.2).
func isAtomText(_ byte: UInt8) -> Bool {
  isLetter(byte) || isDigit(byte) || byte >= 0x80 || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
}

/// ASCII letters in lower case; all else as it is.
func lowercased(_ bytes: some Sequence<UInt8>) -> [UInt8] { bytes.map { 0x41...0x5a ~= $0 ? $0 | 0x20 : $0 } }

/// As text, ASCII letters in upper case; all else as it is: what another alphabet has for them is another word.
func uppercased(_ bytes: some Sequence<UInt8>) -> String {
  String(decoding: bytes.map { 0x61...0x7a ~= $0 ? $0 & 0x5f : $0 }, as: UTF8.self)
}

/// What an address literal has between its brackets (RFC 5321 §4.1.3), but for what would have a meaning elsewhere.
func isLiteralText(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || ":.-".utf8.contains(byte) }

/// Whether two texts are the same but for the case of ASCII letters.
func isSame(_ one: some Sequence<UInt8>, _ other: some Sequence<UInt8>) -> Bool {
  lowercased(one) == lowercased(other)
}

/// 1*DIGIT of at most `SMTPLimits.numberDigits`.
func number(_ digits: some Collection<UInt8>) -> Int? {
  guard (1...SMTPLimits.numberDigits).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
  return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
}
