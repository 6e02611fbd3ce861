extension Value {
  /// The most words that a command can have.
  static var maximumWords: Int { 256 }

  /// Splits a command as systemd does (systemd.syntax(7), "Quoting"; systemd.service(5), "Command lines"): blanks
  /// separate, `"…"` and `'…'` keep together, C escapes work within and without; `%%` is a percent sign.
  func commandLine() throws(ConfigurationError) -> [String] {
    var words: [String] = []
    var word: [UInt8]?
    var quote: (mark: UInt8, at: Int)?
    var index = 0

    func finish() throws(ConfigurationError) {
      guard let finished = word else { return }
      guard let text = String(validating: finished, as: UTF8.self) else {
        throw error("escapes make a word that is not UTF-8", at: index - 1)
      }
      guard words.count < Self.maximumWords else {
        throw error("the command has more than \(Self.maximumWords) words", at: index - 1)
      }
      words.append(text)
      word = nil
    }

    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case _ where byte == quote?.mark:
        quote = nil
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        if quote == nil {
          quote = (byte, index)
          word = word ?? []
        } else {
          word = (word ?? []) + [byte]
        }
      case _ where byte.isBlank && quote == nil:
        try finish()
      case UInt8(ascii: "\\"):
        let (unescaped, length) = try escape(at: index)
        word = (word ?? []) + unescaped
        index += length - 1
      case UInt8(ascii: "$"):
        throw error("$ is not expanded here; write the value itself, or have a shell script do it", at: index)
      case UInt8(ascii: "%"):
        guard index + 1 < bytes.count, bytes[index + 1] == byte else {
          throw error("% specifiers are not expanded here; write %% for a percent sign", at: index)
        }
        word = (word ?? []) + [byte]
        index += 1
      case UInt8(ascii: ";")
      where quote == nil && word == nil && (index + 1 == bytes.count || bytes[index + 1].isBlank):
        throw error("a handler runs one command; write \\; for a semicolon", at: index)
      default:
        word = (word ?? []) + [byte]
      }
      index += 1
    }
    if let quote { throw error("this quotation is not closed", at: quote.at) }
    try finish()
    return words
  }

  /// A C escape at `start`: its bytes and its length in the text.
  private func escape(at start: Int) throws(ConfigurationError) -> ([UInt8], Int) {
    guard start + 1 < bytes.count else { throw error("nothing follows the backslash", at: start) }
    let single: [UInt8: UInt8] = [
      UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10, UInt8(ascii: "v"): 11,
      UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13, UInt8(ascii: "s"): 32, UInt8(ascii: "\\"): 92,
      UInt8(ascii: "\""): 34, UInt8(ascii: "'"): 39, UInt8(ascii: ";"): 59,
    ]
    let letter = bytes[start + 1]
    if let byte = single[letter] { return ([byte], 2) }
    let (from, length, radix): (Int, Int, Int)
    switch letter {
    case UInt8(ascii: "x"): (from, length, radix) = (start + 2, 2, 16)
    case UInt8(ascii: "u"): (from, length, radix) = (start + 2, 4, 16)
    case UInt8(ascii: "U"): (from, length, radix) = (start + 2, 8, 16)
    case UInt8(ascii: "0")...UInt8(ascii: "7"): (from, length, radix) = (start + 1, 3, 8)
    default: throw error("unknown escape \\\(Character(Unicode.Scalar(letter)))", at: start)
    }
    let end = from + length
    let digits = bytes[from..<max(from, min(end, bytes.count))]
    guard digits.count == length, digits.allSatisfy({ $0.isDigit || $0.isLowercase || $0.isUppercase }),
      let number = UInt32(String(decoding: digits, as: UTF8.self), radix: radix), number != 0
    else {
      throw error("this escape needs \(length) digits of base \(radix), not all zero", at: start)
    }
    if length == 2 || radix == 8 {
      guard let byte = UInt8(exactly: number) else { throw error("this escape is more than one byte", at: start) }
      return ([byte], end - start)
    }
    guard let scalar = Unicode.Scalar(number) else { throw error("this escape is no Unicode character", at: start) }
    return (Array(String(Character(scalar)).utf8), end - start)
  }
}
