/// A set of ASCII characters.
struct ByteSet: Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init(_ characters: String) {
    for byte in characters.utf8 where byte < 128 {
      if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
    }
  }

  func contains(_ byte: UInt8) -> Bool {
    switch byte {
    case 0..<64: low >> UInt64(byte) & 1 == 1
    case 64..<128: high >> UInt64(byte - 64) & 1 == 1
    default: false
    }
  }

  func holds(_ text: some StringProtocol) -> Bool { !text.isEmpty && text.utf8.allSatisfy(contains) }

  // RFC 3261 §25.1
  static let digits = "0123456789"
  static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
  static let marks = "-_.!~*'()"

  static let digit = ByteSet(digits)
  static let alphanumeric = ByteSet(digits + letters)
  static let token = ByteSet(digits + letters + "-.!%*_+`'~")
  static let word = ByteSet(digits + letters + "-.!%*_+`'~()<>:\\\"/[]?{}")
  static let hostname = ByteSet(digits + letters + "-.")
  static let reference = ByteSet(digits + letters + ":.")
  /// gen-value without quotes: a token, or a host.
  static let parameterValue = ByteSet(digits + letters + "-.!%*_+`'~[]:")
  static let scheme = ByteSet(digits + letters + "+-.")
  static let unreserved = ByteSet(digits + letters + marks)
  static let user = ByteSet(digits + letters + marks + "&=+$,;?/")
  static let password = ByteSet(digits + letters + marks + "&=+$,")
  static let uriParameter = ByteSet(digits + letters + marks + "[]/:&+$")
  static let uriHeaders = ByteSet(digits + letters + marks + "[]/?:+$&=%")
  /// uric, and `#` never: a fragment is no part of an absoluteURI.
  static let opaque = ByteSet(digits + letters + marks + ";/?:@&=+$,%")
}
