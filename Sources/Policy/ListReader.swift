/// Reads a list file, one entry a line: `cert:SHA256`, `key:SHA256`, an e-mail address or a userid; `email:` and `userid:`
/// say which where it could be doubted. Quotes and comments are as in the policy.
public struct ListReader: Sendable {
  private var place: Place

  /// A reader at the start of a file.
  /// - Parameter file: the file's name, for errors.
  public init(file: String) {
    place = Place(file: file, line: 0)
  }

  /// How many lines have been read.
  public var line: Int { place.line }

  /// Reads the next line, given without its newline; nil if it is blank or a comment.
  /// - Throws: what is wrong with it. Lines are limited as in a policy (`PolicySource.maximumLineBytes`).
  public mutating func entry(line: Span<UInt8>) throws(PolicyError) -> ListEntry? {
    place.line += 1
    let end = try place.checkedEnd(of: line)
    var at = 0
    guard let word = try place.nextWord(in: line, at: &at, end: end) else { return nil }
    if let extra = try place.nextWord(in: line, at: &at, end: end) {
      throw place.error(
        extra.column, "found \(shown(extra.text)); expected one entry a line (quote a userid with spaces)")
    }
    return try entry(word)
  }

  /// Reads the next line, as above.
  public mutating func entry(line: ArraySlice<UInt8>) throws(PolicyError) -> ListEntry? {
    try entry(line: line.span)
  }

  private func entry(_ word: Word) throws(PolicyError) -> ListEntry {
    let colon = word.bytes.firstIndex(of: UInt8(ascii: ":"))
    let at = word.bytes.lastIndex(of: UInt8(ascii: "@"))
    guard let colon, colon < at ?? .max else {
      return at == nil ? try userID(word.bytes[...], word) : try email(word.bytes[...], word)
    }
    let value = word.bytes[(colon + 1)...]
    if word.bytes.starts(with: "cert:".utf8) { return .certificate(try fingerprint(value, word)) }
    if word.bytes.starts(with: "key:".utf8) { return .key(try fingerprint(value, word)) }
    if word.bytes.starts(with: "email:".utf8) { return try email(value, word) }
    if word.bytes.starts(with: "userid:".utf8) { return try userID(value, word) }
    let kind = String(decoding: word.bytes[..<colon], as: UTF8.self)
    let hint = suggestion(for: kind, among: ["cert", "key", "email", "userid"])
    throw place.error(word.column, "found \(shown(kind + ":")); expected cert:, key:, email: or userid:\(hint)")
  }

  private func fingerprint(_ value: ArraySlice<UInt8>, _ word: Word) throws(PolicyError) -> Fingerprint {
    guard let fingerprint = Fingerprint(hex: value) else {
      let text = shown(String(decoding: value, as: UTF8.self))
      throw place.error(
        word.column + value.startIndex, "found \(text); expected a whole SHA-256, 64 hexadecimal digits")
    }
    return fingerprint
  }

  private func email(_ value: ArraySlice<UInt8>, _ word: Word) throws(PolicyError) -> ListEntry {
    try refuseGlob(value, word)
    let text = String(decoding: value, as: UTF8.self)
    guard let at = value.lastIndex(of: UInt8(ascii: "@")), at > value.startIndex, at + 1 < value.endIndex,
      !text.unicodeScalars.contains(where: isSpace)
    else {
      throw place.error(word.column + value.startIndex, "found \(shown(text)); expected an address, LOCAL@DOMAIN")
    }
    return .email(normalising: text)
  }

  private func userID(_ value: ArraySlice<UInt8>, _ word: Word) throws(PolicyError) -> ListEntry {
    try refuseGlob(value, word)
    let entry = ListEntry.userID(normalising: String(decoding: value, as: UTF8.self))
    guard entry != .userID("") else { throw place.error(word.column, "found nothing; expected a userid") }
    return entry
  }

  /// A list is looked up, never searched, so a pattern in it would match nobody without a word.
  private func refuseGlob(_ value: ArraySlice<UInt8>, _ word: Word) throws(PolicyError) {
    if let star = value.firstIndex(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
      throw place.error(
        word.column + star, "found a pattern; expected a whole entry (patterns go into the policy: email=*@example.org)"
      )
    }
  }
}
