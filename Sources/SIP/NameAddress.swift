/// The value of From, To or Contact: a URI, perhaps with a display name, and parameters (RFC 3261 §20.10).
public struct NameAddress: Sendable, CustomStringConvertible {
  /// Without quotes and escapes, empty where there is none. It can hold control characters other than line ends.
  public let displayName: String
  /// The address itself.
  public let uri: URI
  /// The header field's, such as `tag`.
  public var parameters: Parameters

  /// A value to be written. Throws where the name or the tag cannot be written.
  public init(_ uri: URI, displayName: String = "", tag: String? = nil) throws(SIPError) {
    guard isWritable(displayName) else { throw .unfit("display name") }
    self.uri = uri
    self.displayName = displayName
    parameters = Parameters()
    if let tag {
      guard ByteSet.token.holds(tag) else { throw .unfit("tag") }
      try parameters.set("tag", tag)
    }
  }

  /// One whole value. A URI without angle brackets ends at the first semicolon, and has neither comma nor question mark.
  public init(parsing text: String) throws(SIPError) {
    var scanner = Scanner(text)
    scanner.skipSpace()
    if let name = try NameAddress.displayName(&scanner) {
      displayName = name
      uri = try URI(parsing: scanner.take(until: ByteSet(">")))
      guard scanner.take(">") else { throw .malformed("address") }
    } else {
      displayName = ""
      uri = try URI(parsing: scanner.take(until: ByteSet("; \t,?<>")))
    }
    parameters = try Parameters(scanning: &scanner)
    scanner.skipSpace()
    guard scanner.isAtEnd else { throw .malformed("address") }
    guard parameters["tag"] != "" else { throw .malformed("tag") }
  }

  /// `[ display-name ] LAQUOT`; nil, and nothing read, where a URI begins instead.
  private static func displayName(_ scanner: inout Scanner) throws(SIPError) -> String? {
    if scanner.next == quote {
      let name = try scanner.quotedString()
      scanner.skipSpace()
      guard scanner.take("<") else { throw .malformed("address") }
      return name
    }
    var ahead = scanner
    var words: [String] = []
    while let word = ahead.take(.token) {
      words.append(word)
      guard ahead.skipSpace() else { break }
    }
    guard ahead.take("<") else { return nil }
    scanner = ahead
    return words.joined(separator: " ")
  }

  /// The dialog's or request's tag (RFC 3261 §19.3).
  public var tag: String? { parameters["tag"] }

  /// With angle brackets always.
  public var description: String {
    (displayName.isEmpty ? "" : quoted(displayName) + " ") + "<\(uri)>\(parameters.text)"
  }
}
