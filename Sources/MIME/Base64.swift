/// base64 (RFC 2045, section 6.8).
enum Base64 {
  /// Characters of a line.
  static let lineLength = 76

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// What each byte stands for; 64 for the padding, 255 for nothing.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(truncatingIfNeeded: value) }
    values[Int(UInt8(ascii: "="))] = 64
    return values
  }()

  /// In lines, each with CR LF, for a body.
  static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count / 57 * 78 + 80)
    var column = 0
    write(bytes) { four in
      if column == lineLength {
        result += [Byte.carriageReturn, Byte.lineFeed]
        column = 0
      }
      result.append(four.0)
      result.append(four.1)
      result.append(four.2)
      result.append(four.3)
      column += 4
    }
    return column > 0 ? result + [Byte.carriageReturn, Byte.lineFeed] : result
  }

  /// Without line ends, for a word of a header.
  static func word(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    write(bytes) { four in result += [four.0, four.1, four.2, four.3] }
    return result
  }

  /// What is not of the alphabet is passed over, as the RFC says; the first padding ends it.
  static func decode(_ text: some Collection<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count / 4 * 3 + 3)
    var (bits, count): (UInt32, Int) = (0, 0)
    for byte in text {
      let value = values[Int(byte)]
      if value == 255 { continue }
      if value == 64 { break }
      bits = bits << 6 | UInt32(value)
      count += 1
      if count == 4 {
        result.append(UInt8(truncatingIfNeeded: bits >> 16))
        result.append(UInt8(truncatingIfNeeded: bits >> 8))
        result.append(UInt8(truncatingIfNeeded: bits))
        (bits, count) = (0, 0)
      }
    }
    if count >= 2 { result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count * 6 - 8))) }
    if count == 3 { result.append(UInt8(truncatingIfNeeded: bits >> 2)) }
    return result
  }

  private static func write(_ bytes: some Collection<UInt8>, _ emit: ((UInt8, UInt8, UInt8, UInt8)) -> Void) {
    let padding = UInt8(ascii: "=")
    func character(_ bits: UInt32, _ shift: UInt32) -> UInt8 { alphabet[Int(bits >> shift & 63)] }
    var (bits, count): (UInt32, Int) = (0, 0)
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 1
      if count == 3 {
        emit((character(bits, 18), character(bits, 12), character(bits, 6), character(bits, 0)))
        (bits, count) = (0, 0)
      }
    }
    if count == 1 { emit((character(bits << 16, 18), character(bits << 16, 12), padding, padding)) }
    if count == 2 { emit((character(bits << 8, 18), character(bits << 8, 12), character(bits << 8, 6), padding)) }
  }
}
