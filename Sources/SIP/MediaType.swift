/// What a body is: the value of Content-Type (RFC 3261 §20.15).
public struct MediaType: Sendable, CustomStringConvertible {
  /// `text/plain`, in lower case.
  public let name: String
  /// `charset` and others.
  public let parameters: Parameters

  /// The whole value.
  public init(parsing text: String) throws(SIPError) {
    var scanner = Scanner(text)
    scanner.skipSpace()
    guard let type = scanner.take(.token), scanner.takeSeparator("/"), let subtype = scanner.take(.token) else {
      throw .malformed("media type")
    }
    name = lowercased("\(type)/\(subtype)")
    parameters = try Parameters(scanning: &scanner)
    scanner.skipSpace()
    guard scanner.isAtEnd else { throw .malformed("media type") }
  }

  /// `text/plain;charset=utf-8`
  public var description: String { name + parameters.text }
}
