/// One field of a header as it stands, folding included (RFC 5322, section 2.2).
public struct HeaderField: Equatable, Sendable {
  /// What stands before the colon, as it was written.
  public let name: String
  /// What stands between the colon and the field's last line end.
  public let rawValue: [UInt8]

  init(name: String, rawValue: [UInt8]) { (self.name, self.rawValue) = (name, rawValue) }

  /// Whether it has this name, which is given in lower case.
  public func isNamed(_ name: String) -> Bool { self.name.asciiLowercased == name }

  /// The value on one line: line ends are taken out, as are blanks around it.
  public var unfolded: [UInt8] { Array(rawValue.filter { !Byte.isLineEnd($0) }.trimmed) }

  /// The value as text for people: encoded words are decoded (RFC 2047). Any character may be in it, so it is to be shown
  /// safely.
  public var text: String { EncodedWords.decode(unfolded) }

  /// As it stands in a message, with the CR LF that ends it.
  public var bytes: [UInt8] {
    Array(name.utf8) + [UInt8(ascii: ":")] + rawValue + [Byte.carriageReturn, Byte.lineFeed]
  }
}

extension HeaderField {
  /// A field of any text, such as Subject. Throws where it has control characters.
  public static func unstructured(_ name: String, _ text: String) throws(MIMEError) -> HeaderField {
    guard !text.utf8.contains(where: Byte.isControl) else {
      throw .unfit("\(name) has a line end or another control character")
    }
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map { Array($0.utf8) }
    let isPlain =
      words.allSatisfy { !$0.isEmpty && $0.count < 70 && $0.allSatisfy { $0 < 0x80 } } && !text.contains("=?")
    return folded(name, isPlain || text.isEmpty ? words : EncodedWords.encode(text, after: name.utf8.count + 1))
  }

  /// A field of addresses, such as To.
  public static func addresses(_ name: String, _ addresses: [MailAddress]) -> HeaderField {
    var words: [[UInt8]] = []
    for (index, address) in addresses.enumerated() {
      words += address.words
      if index < addresses.count - 1 { words[words.count - 1].append(UInt8(ascii: ",")) }
    }
    return folded(name, words)
  }

  /// A field of words that stand as they are, such as Message-ID or References. Throws where one has blanks or controls.
  public static func words(_ name: String, _ words: [String]) throws(MIMEError) -> HeaderField {
    for word in words where word.isEmpty || word.utf8.contains(where: { Byte.isControl($0) || Byte.isBlank($0) }) {
      throw .unfit("\(name) has a word with a blank or a control character, or an empty one")
    }
    return folded(name, words.map { Array($0.utf8) })
  }

  /// Puts words on lines of 78 characters where they fit, with a space before each.
  static func folded(_ name: String, _ words: [[UInt8]]) -> HeaderField {
    var value: [UInt8] = []
    var column = name.utf8.count + 1
    for word in words {
      if column + 1 + word.count > 78, !value.isEmpty {
        value += [Byte.carriageReturn, Byte.lineFeed]
        column = 0
      }
      value.append(Byte.space)
      value += word
      column += 1 + word.count
    }
    return HeaderField(name: name, rawValue: value)
  }
}
