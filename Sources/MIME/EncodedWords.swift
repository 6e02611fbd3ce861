/// Text beyond ASCII in a header (RFC 2047).
enum EncodedWords {
  /// The longest word, its delimiters included.
  private static let length = 75

  /// The words for a text, in UTF-8; a space between two of them is none of the text. The first is so much shorter.
  static func encode(_ text: String, after column: Int = 0) -> [[UInt8]] {
    let special = text.utf8.count { !isPlain($0) }
    // Q has three characters for a special one, base64 four for three.
    let isQ = special * 2 < text.utf8.count / 3
    let (head, tail) = (Array((isQ ? "=?utf-8?q?" : "=?utf-8?b?").utf8), Array("?=".utf8))
    var room = max(12, length - column - head.count - tail.count)
    var words: [[UInt8]] = []
    var part: [UInt8] = []
    func close() {
      if !part.isEmpty { words.append(head + (isQ ? part.flatMap(quoted) : Base64.word(part)) + tail) }
      part = []
      room = length - head.count - tail.count
    }
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      let longer = part + bytes
      let size = isQ ? longer.reduce(0) { $0 + quoted($1).count } : (longer.count + 2) / 3 * 4
      if size > room { close() }
      part += bytes
    }
    close()
    return words
  }

  private static func isPlain(_ byte: UInt8) -> Bool { Byte.isAlphanumeric(byte) || "!*+-/".utf8.contains(byte) }

  private static func quoted(_ byte: UInt8) -> [UInt8] {
    if byte == Byte.space { return [UInt8(ascii: "_")] }
    return isPlain(byte) ? [byte] : [UInt8(ascii: "=")] + Byte.hexadecimal(byte)
  }

  /// The text of a value, its encoded words decoded; what is none of them, or cannot be decoded, stays as it is. What is
  /// not UTF-8 is replaced.
  static func decode(_ value: [UInt8]) -> String {
    guard value.contains(UInt8(ascii: "=")) else { return String(decoding: value, as: UTF8.self) }
    var result = ""
    // What one character set's neighbouring words say: a character may be spread over two of them.
    var (octets, charset): ([UInt8], String?) = ([], nil)
    func flush() {
      if let name = charset { result += Charset.text(octets, name) }
      (octets, charset) = ([], nil)
    }
    var at = value.startIndex
    while at < value.endIndex {
      let blanks = value[at...].prefix(while: Byte.isBlank)
      let word = value[blanks.endIndex...].prefix { !Byte.isBlank($0) }
      at = word.endIndex
      if let (name, bytes) = read(word) {
        if charset == nil { result += String(decoding: blanks, as: UTF8.self) }
        if charset != nil && charset != name { flush() }
        charset = name
        octets += bytes
      } else {
        flush()
        result += String(decoding: blanks + word, as: UTF8.self)
      }
    }
    flush()
    return result
  }

  /// One whole `=?charset?encoding?text?=`: its character set in lower case and its octets.
  private static func read(_ word: ArraySlice<UInt8>) -> (charset: String, octets: [UInt8])? {
    guard word.count >= 8, word.starts(with: [UInt8(ascii: "="), UInt8(ascii: "?")]), word.last == UInt8(ascii: "="),
      word[word.endIndex - 2] == UInt8(ascii: "?")
    else { return nil }
    let parts = word.dropFirst(2).dropLast(2).split(separator: UInt8(ascii: "?"), omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].count == 1, parts[0].allSatisfy(Byte.isToken) else { return nil }
    // RFC 2231, section 5, lets a language follow the character set.
    let charset = String(decoding: parts[0].prefix { $0 != UInt8(ascii: "*") }.map(Byte.lower), as: UTF8.self)
    switch parts[1].first {
    case UInt8(ascii: "b"), UInt8(ascii: "B"): return (charset, Base64.decode(parts[2]))
    case UInt8(ascii: "q"), UInt8(ascii: "Q"):
      let spaced = parts[2].map { $0 == UInt8(ascii: "_") ? Byte.space : $0 }
      return (charset, QuotedPrintable.decode(spaced[...]))
    default: return nil
    }
  }
}
