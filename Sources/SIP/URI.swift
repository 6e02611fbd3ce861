/// A SIP, SIPS, IM or presence URI (RFC 3261 §19.1, RFC 3859, RFC 3860), or one of another scheme, which stays opaque.
public struct URI: Sendable, CustomStringConvertible {
  /// In lower case.
  public let scheme: String
  /// Without escapes; nil where there is none, as in `sip:example.org`. It can hold any character, control characters
  /// included, for those can be escaped.
  public let user: String?
  /// As it was written; an IPv6 address has its brackets. Empty for an opaque URI.
  public var host: String { address?.text ?? "" }
  /// Whether the host is an IPv4 or IPv6 address.
  public var hostIsAddress: Bool { address?.isAddress ?? false }
  /// nil where none is given.
  public let port: UInt16?
  /// The URI's own, not those of the header field it stands in.
  public let parameters: Parameters
  /// What follows the colon of a URI whose scheme is none of `schemes`, as it was written.
  public let opaque: String?

  /// The schemes whose URIs are taken apart.
  public static let schemes: Set<String> = ["sip", "sips", "im", "pres"]

  /// User and password as they are compared and written.
  private let userInformation: String?
  private let address: Host?
  private let headers: String?

  /// `scheme:user@host`, with what must be escaped escaped. Throws where the scheme is none of `schemes`, the user is
  /// empty or the host is neither a name nor an address.
  public init(scheme: String, user: String?, host: String) throws(SIPError) {
    guard URI.schemes.contains(scheme) else { throw .unfit("URI scheme") }
    guard user != "" else { throw .unfit("URI without a user") }
    self.scheme = scheme
    self.user = user
    address = try Host(host)
    port = nil
    parameters = Parameters()
    opaque = nil
    headers = nil
    userInformation = user.map { Escapes.encode($0, except: .user) }
  }

  /// The whole text, which is a URI without space around it and without angle brackets.
  public init(parsing text: String) throws(SIPError) {
    var scanner = Scanner(text)
    guard let scheme = scanner.take(.scheme), let first = scheme.utf8.first, !ByteSet.digit.contains(first),
      ByteSet.alphanumeric.contains(first), scanner.take(":")
    else { throw .malformed("URI") }
    self.scheme = lowercased(scheme)
    guard URI.schemes.contains(self.scheme) else {
      guard let opaque = scanner.take(.opaque), scanner.isAtEnd else { throw .malformed("URI") }
      self.opaque = opaque
      (user, userInformation, address, port, headers) = (nil, nil, nil, nil, nil)
      parameters = Parameters()
      return
    }
    opaque = nil
    (user, userInformation) = try URI.user(&scanner)
    address = try Host(scanning: &scanner)
    port = try URI.port(&scanner)
    parameters = try Parameters(scanningURI: &scanner)
    headers = scanner.take("?") ? scanner.take(.uriHeaders) ?? "" : nil
    guard scanner.isAtEnd, headers != "" else { throw .malformed("URI") }
  }

  /// `[ userinfo "@" ]`: decoded user, and both in normal form.
  private static func user(_ scanner: inout Scanner) throws(SIPError) -> (String?, String?) {
    guard scanner.rest.contains(0x40) else { return (nil, nil) }
    let user = try Escapes.take(.user, from: &scanner)
    guard !user.isEmpty else { throw .malformed("URI") }
    var information = Escapes.normalise(user)
    if scanner.take(":") { information += ":" + Escapes.normalise(try Escapes.take(.password, from: &scanner)) }
    guard scanner.take("@") else { throw .malformed("URI") }
    return (try Escapes.decode(user), information)
  }

  private static func port(_ scanner: inout Scanner) throws(SIPError) -> UInt16? {
    guard scanner.take(":") else { return nil }
    guard let port = scanner.number(upTo: Int(UInt16.max)) else { throw .malformed("port") }
    return UInt16(port)
  }

  /// Whether the URI has a part that may stand only in a Contact header field or outside of messages: headers to be set
  /// (RFC 3261 §19.1.1).
  public var hasHeaders: Bool { headers != nil }

  /// The URI in its normal form: it reads as an equal URI.
  public var description: String {
    if let opaque { return "\(scheme):\(opaque)" }
    let user = userInformation.map { "\($0)@" } ?? ""
    let port = port.map { ":\($0)" } ?? ""
    return "\(scheme):\(user)\(host)\(port)\(parameters.uriText)" + (headers.map { "?\($0)" } ?? "")
  }

  /// Whether both mean the same (RFC 3261 §19.1.4): user with case and escapes decoded, host without case, a missing port
  /// different from any, parameters that both have equal. This is not transitive, therefore not `==`.
  public func matches(_ other: URI) -> Bool {
    guard scheme == other.scheme, opaque == other.opaque, userInformation == other.userInformation,
      address?.key == other.address?.key, port == other.port, headers == other.headers
    else { return false }
    for parameter in parameters.list {
      guard let value = other.parameters[parameter.name] else { continue }
      if lowercased(value) != lowercased(parameter.value ?? "") { return false }
    }
    return ["user", "ttl", "method", "maddr"].allSatisfy { (parameters[$0] == nil) == (other.parameters[$0] == nil) }
  }
}
