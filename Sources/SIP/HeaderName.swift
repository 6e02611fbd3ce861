/// A header field's name, compared without case and without regard to its compact form (RFC 3261 §7.3.1, §7.3.3).
public struct HeaderName: Hashable, Sendable, CustomStringConvertible {
  /// As it was written.
  public let description: String
  private let key: String

  /// nil where the name is not a token.
  public init?(_ name: String) {
    guard ByteSet.token.holds(name) else { return nil }
    self.init(known: name)
  }

  private init(known name: String) {
    description = name
    let name = lowercased(name)
    key = HeaderName.compactForms[name] ?? name
  }

  /// Whether both are the same field.
  public static func == (a: HeaderName, b: HeaderName) -> Bool { a.key == b.key }

  /// By what is compared.
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }

  /// IANA's registry of SIP header fields, compact forms.
  private static let compactForms = [
    "a": "accept-contact", "b": "referred-by", "c": "content-type", "d": "request-disposition",
    "e": "content-encoding", "f": "from", "i": "call-id", "j": "reject-contact", "k": "supported",
    "l": "content-length", "m": "contact", "n": "identity-info", "o": "event", "r": "refer-to", "s": "subject",
    "t": "to", "u": "allow-events", "v": "via", "x": "session-expires", "y": "identity",
  ]

  /// Accept
  public static let accept = HeaderName(known: "Accept")
  /// Accept-Encoding
  public static let acceptEncoding = HeaderName(known: "Accept-Encoding")
  /// Accept-Language
  public static let acceptLanguage = HeaderName(known: "Accept-Language")
  /// Allow
  public static let allow = HeaderName(known: "Allow")
  /// Call-ID
  public static let callID = HeaderName(known: "Call-ID")
  /// Contact
  public static let contact = HeaderName(known: "Contact")
  /// Content-Disposition
  public static let contentDisposition = HeaderName(known: "Content-Disposition")
  /// Content-Encoding
  public static let contentEncoding = HeaderName(known: "Content-Encoding")
  /// Content-Language
  public static let contentLanguage = HeaderName(known: "Content-Language")
  /// Content-Length
  public static let contentLength = HeaderName(known: "Content-Length")
  /// Content-Type
  public static let contentType = HeaderName(known: "Content-Type")
  /// CSeq
  public static let cSeq = HeaderName(known: "CSeq")
  /// Date
  public static let date = HeaderName(known: "Date")
  /// Expires
  public static let expires = HeaderName(known: "Expires")
  /// From
  public static let from = HeaderName(known: "From")
  /// Max-Forwards
  public static let maxForwards = HeaderName(known: "Max-Forwards")
  /// Require
  public static let require = HeaderName(known: "Require")
  /// Retry-After
  public static let retryAfter = HeaderName(known: "Retry-After")
  /// Server
  public static let server = HeaderName(known: "Server")
  /// Subject
  public static let subject = HeaderName(known: "Subject")
  /// Supported
  public static let supported = HeaderName(known: "Supported")
  /// Timestamp
  public static let timestamp = HeaderName(known: "Timestamp")
  /// To
  public static let to = HeaderName(known: "To")
  /// Unsupported
  public static let unsupported = HeaderName(known: "Unsupported")
  /// User-Agent
  public static let userAgent = HeaderName(known: "User-Agent")
  /// Via
  public static let via = HeaderName(known: "Via")
  /// Warning
  public static let warning = HeaderName(known: "Warning")
}
