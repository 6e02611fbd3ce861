/// One word of a line, quotes removed.
struct Word {
  /// The longest word, in bytes.
  static let maximumBytes = 1024

  var bytes: [UInt8]
  /// Where it starts, from 1, in bytes.
  var column: Int

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The two sides of the first `=`; nil if there is none.
  var sides: (key: String, value: Word)? {
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let value = Word(bytes: Array(bytes[(equals + 1)...]), column: column + equals + 1)
    return (String(decoding: bytes[..<equals], as: UTF8.self), value)
  }
}

extension Place {
  /// The longest line of a policy or a list, in bytes, its end not counted.
  static let maximumLineBytes = 4096

  /// All the words of a line.
  func words(of line: Span<UInt8>) throws(PolicyError) -> [Word] {
    let end = try checkedEnd(of: line)
    var words: [Word] = []
    var at = 0
    while let word = try nextWord(in: line, at: &at, end: end) { words.append(word) }
    return words
  }

  /// Refuses what no line may contain, and finds where its text ends: before a carriage return, if it has one.
  func checkedEnd(of line: Span<UInt8>) throws(PolicyError) -> Int {
    let end = line.count > 0 && line[line.count - 1] == 0x0d ? line.count - 1 : line.count
    guard end <= Self.maximumLineBytes else {
      throw error(Self.maximumLineBytes + 1, "the line is longer than \(Self.maximumLineBytes) bytes")
    }
    var plain = true
    for index in 0..<end {
      let byte = line[index]
      if byte >= 0x80 {
        plain = false
        // U+0080 to U+009F, the other control characters.
        guard byte != 0xc2 || index + 1 == end || line[index + 1] > 0x9f else { throw control(line[index + 1], index) }
      } else if byte < 0x20 && byte != 0x09 || byte == 0x7f {
        throw control(byte, index)
      }
    }
    guard !plain else { return end }
    do {
      _ = try UTF8Span(validating: line.extracting(0..<end))
    } catch {
      throw self.error(error.byteOffsets.lowerBound + 1, "this is not UTF-8; expected text in UTF-8")
    }
    return end
  }

  private func control(_ byte: UInt8, _ index: Int) -> PolicyError {
    let digits = String(byte, radix: 16, uppercase: true)
    let padded = String(repeating: "0", count: 4 - digits.count) + digits
    return error(index + 1, "found the control character U+\(padded); expected text")
  }

  /// The next word, nil at the end of the line or at a comment. `at` is left behind the word.
  func nextWord(in line: Span<UInt8>, at: inout Int, end: Int) throws(PolicyError) -> Word? {
    while at < end, line[at] == space || line[at] == tab { at += 1 }
    guard at < end, line[at] != UInt8(ascii: "#") else { return nil }
    let start = at
    var word = Word(bytes: [], column: start + 1)
    word.bytes.reserveCapacity(80)
    var quote: Int?
    while at < end, quote != nil || (line[at] != space && line[at] != tab) {
      var byte = line[at]
      at += 1
      if byte == UInt8(ascii: "\"") {
        quote = quote == nil ? at : nil
        continue
      }
      if quote != nil, byte == UInt8(ascii: "\\") {
        guard at < end, line[at] == UInt8(ascii: "\"") || line[at] == UInt8(ascii: "\\") else {
          throw error(at, #"found a backslash alone; expected \" or \\ inside quotes"#)
        }
        byte = line[at]
        at += 1
      }
      word.bytes.append(byte)
    }
    if let quote { throw error(quote, "this quote is not closed; expected another \" in the same line") }
    guard word.bytes.count <= Word.maximumBytes else {
      throw error(word.column, "the word is longer than \(Word.maximumBytes) bytes")
    }
    return word
  }
}

private let space = UInt8(ascii: " ")
private let tab = UInt8(ascii: "\t")
