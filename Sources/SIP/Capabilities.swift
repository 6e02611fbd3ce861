/// What an endpoint does and understands: what requests are held against.
public struct Capabilities: Sendable {
  let methods: Set<String>
  let extensions: Set<String>
  let schemes: Set<String>
  let contentTypes: Set<String>
  let contentEncodings: Set<String>
  let languages: Set<String>
  let allow: HeaderField
  let accept: HeaderField
  let acceptEncoding: HeaderField
  let acceptLanguage: HeaderField

  /// What the answer to OPTIONS says (RFC 3261 §11.2): Allow, Accept, Accept-Encoding, Accept-Language and Supported.
  public let fields: [HeaderField]

  /// Methods with case, in the order in which Allow names them; option tags; schemes of Request-URIs; media types such as
  /// `text/plain`; encodings besides `identity`; language tags, where none means any. Throws for what cannot be written.
  public init(
    methods: [String], extensions: [String] = [], schemes: Set<String> = ["sip", "sips"], contentTypes: [String],
    contentEncodings: [String] = [], languages: [String] = []
  ) throws(SIPError) {
    self.methods = Set(methods)
    self.extensions = Set(extensions.map { lowercased($0) })
    self.schemes = schemes
    self.contentTypes = Set(contentTypes.map { lowercased($0) })
    self.contentEncodings = Set((contentEncodings + ["identity"]).map { lowercased($0) })
    self.languages = Set(languages.map { lowercased($0) })
    allow = try HeaderField(.allow, methods.joined(separator: ", "))
    accept = try HeaderField(.accept, contentTypes.joined(separator: ", "))
    acceptEncoding = try HeaderField(.acceptEncoding, (contentEncodings + ["identity"]).joined(separator: ", "))
    acceptLanguage = try HeaderField(.acceptLanguage, languages.isEmpty ? "*" : languages.joined(separator: ", "))
    let supported = try HeaderField(.supported, extensions.joined(separator: ", "))
    fields = [allow, accept, acceptEncoding, acceptLanguage, supported]
  }

  /// Methods that are known to exist: those of `methods`, and those of the RFCs (IANA's registry of SIP methods).
  func knows(_ method: String) -> Bool { methods.contains(method) || Capabilities.registered.contains(method) }

  private static let registered: Set<String> = [
    "ACK", "BYE", "CANCEL", "INFO", "INVITE", "MESSAGE", "NOTIFY", "OPTIONS", "PRACK", "PUBLISH", "REFER", "REGISTER",
    "SUBSCRIBE", "UPDATE",
  ]
}
