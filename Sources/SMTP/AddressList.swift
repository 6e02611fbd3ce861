/// The addresses in From, To and the like: an address-list of RFC 5322 §3.4, with the obsolete forms of §4.4, comments and
/// groups (RFC 6854).
public enum AddressList {
  /// How deep comments may be nested.
  public static let commentDepth = 16

  /// A word before an address. Unquoted ones that follow each other are one, with a space between.
  public struct Word: Equatable, Sendable {
    /// Without quotes and escapes.
    public internal(set) var text: [UInt8]
    /// It stood in quotes.
    public let isQuoted: Bool
  }

  /// An address, and the words that name its owner.
  public struct Entry: Equatable, Sendable {
    /// None where the address stands alone.
    public let name: [Word]
    /// The address.
    public let mailbox: Mailbox
  }

  /// All addresses of a field's unfolded body, in order, whether in groups or not. Throws where the text is none, for whoever
  /// reads it differently would see another author; and where there are more than `limit`.
  public static func entries(in body: ArraySlice<UInt8>, limit: Int) throws(SMTPError) -> [Entry] {
    var reader = AddressReader(body)
    return try reader.list(limit: limit)
  }
}

/// Reads an address-list from left to right.
private struct AddressReader {
  private var scanner: Scanner

  init(_ bytes: ArraySlice<UInt8>) { scanner = Scanner(bytes) }

  mutating func list(limit: Int) throws(SMTPError) -> [AddressList.Entry] {
    var (entries, isInGroup): ([AddressList.Entry], Bool) = ([], false)
    try skip()
    while !scanner.isAtEnd {
      if scanner.take(",") {
        // obs-addr-list lets entries be empty.
      } else if isInGroup && scanner.take(";") {
        isInGroup = false
      } else {
        switch try element(isInGroup: isInGroup) {
        case .entry(let entry):
          entries.append(entry)
          guard entries.count <= limit else { throw .tooLong("list of addresses") }
          try expectSeparator(isInGroup: isInGroup)
        case .groupStart: isInGroup = true
        }
      }
      try skip()
    }
    guard !isInGroup else { throw .malformed("group of addresses") }
    return entries
  }

  private enum Element {
    case entry(AddressList.Entry)
    case groupStart
  }

  private mutating func expectSeparator(isInGroup: Bool) throws(SMTPError) {
    try skip()
    guard scanner.isAtEnd || scanner.next == UInt8(ascii: ",") || isInGroup && scanner.next == UInt8(ascii: ";") else {
      throw .malformed("list of addresses")
    }
  }

  /// A phrase and an address in brackets, an address alone, or a phrase and the colon of a group.
  private mutating func element(isInGroup: Bool) throws(SMTPError) -> Element {
    let words = try words()
    if scanner.take("<") {
      let mailbox = try angleAddress()
      return .entry(AddressList.Entry(name: AddressReader.joined(words), mailbox: mailbox))
    }
    if !words.isEmpty && !isInGroup && scanner.take(":") { return .groupStart }
    return .entry(AddressList.Entry(name: [], mailbox: try mailbox(words)))
  }

  /// Quoted strings and runs of atoms and dots, with white space or comments between.
  private mutating func words() throws(SMTPError) -> [AddressList.Word] {
    var words: [AddressList.Word] = []
    while let byte = scanner.next {
      let isQuoted = byte == quote
      let text = isQuoted ? try quotedString() : Array(scanner.take { isAtomText($0) || $0 == dot })
      if text.isEmpty && !isQuoted { break }
      words.append(AddressList.Word(text: text, isQuoted: isQuoted))
      try skip()
    }
    return words
  }

  private static func joined(_ words: [AddressList.Word]) -> [AddressList.Word] {
    words.reduce(into: []) { joined, word in
      if !word.isQuoted, joined.last?.isQuoted == false {
        joined[joined.count - 1].text += [space] + word.text
      } else {
        joined.append(word)
      }
    }
  }

  private mutating func angleAddress() throws(SMTPError) -> Mailbox {
    try skip()
    if scanner.next == UInt8(ascii: "@") || scanner.next == UInt8(ascii: ",") {
      // obs-route
      while scanner.take(",") || scanner.take("@") {
        try skip()
        if scanner.next != UInt8(ascii: ",") && scanner.next != UInt8(ascii: "@") { _ = try domain() }
        try skip()
      }
      guard scanner.take(":") else { throw .malformed("address") }
      try skip()
    }
    let mailbox = try mailbox(words())
    try skip()
    guard scanner.take(">") else { throw .malformed("address") }
    return mailbox
  }

  /// The address that words begin: its local part, whose dots may have blanks beside them, is followed by a domain.
  private mutating func mailbox(_ words: [AddressList.Word]) throws(SMTPError) -> Mailbox {
    var (local, isAfterDot): ([UInt8], Bool) = ([], true)
    for word in words {
      let pieces = word.isQuoted ? [word.text[...]] : word.text.split(separator: dot, omittingEmptySubsequences: false)
      for (number, piece) in pieces.enumerated() {
        if number > 0 {
          guard !isAfterDot else { throw .malformed("address") }
          local.append(dot)
          isAfterDot = true
        }
        guard !piece.isEmpty || word.isQuoted else { continue }
        guard isAfterDot else { throw .malformed("address") }
        local += piece
        isAfterDot = false
      }
    }
    guard !isAfterDot, scanner.take("@") else { throw .malformed("address") }
    let domain = try domain()
    guard local.count + 1 + domain.count <= SMTPLimits.mailbox else { throw .tooLong("address") }
    return try Mailbox(local: local, domain: domain)
  }

  private mutating func domain() throws(SMTPError) -> ArraySlice<UInt8> {
    try skip()
    if scanner.take("[") {
      let inside = scanner.take(while: isLiteralText)
      guard scanner.take("]"), !inside.isEmpty else { throw .malformed("address literal") }
      return [UInt8(ascii: "[")] + inside + [UInt8(ascii: "]")]
    }
    var name: [UInt8] = []
    while true {
      name += scanner.take(while: isAtomText)
      try skip()
      guard scanner.take(".") else { break }
      name.append(dot)
      try skip()
    }
    guard DomainName.isName(name) else { throw .malformed("domain") }
    return name[...]
  }

  /// A quoted-string, without its quotes and escapes.
  private mutating func quotedString() throws(SMTPError) -> [UInt8] {
    scanner.drop(1)
    var bytes: [UInt8] = []
    while let byte = scanner.takeByte() {
      switch byte {
      case quote: return bytes
      case backslash:
        guard let escaped = scanner.takeByte() else { throw .malformed("quoted string") }
        bytes.append(escaped)
      default: bytes.append(byte)
      }
    }
    throw .malformed("quoted string")
  }

  /// White space and comments; a fold is undone before.
  private mutating func skip() throws(SMTPError) {
    while true {
      scanner.skipSpace()
      guard scanner.next == UInt8(ascii: "(") else { return }
      var depth = 0
      repeat {
        switch scanner.takeByte() {
        case UInt8(ascii: "("): depth += 1
        case UInt8(ascii: ")"): depth -= 1
        case backslash: scanner.drop(1)
        case nil: throw .malformed("comment")
        default: break
        }
        guard depth <= AddressList.commentDepth else { throw .malformed("comment") }
      } while depth > 0
    }
  }
}
