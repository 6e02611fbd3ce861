/// A request that can be served: everything that a request must have is there, and the endpoint is capable of it.
public struct ReceivedRequest: Sendable {
  /// As it came.
  public let request: Request
  /// The Request-URI: one of ours.
  public let uri: URI
  /// From the last hop to the first, at least one and at most `Limits.vias`.
  public let vias: [Via]
  /// Who says that it sends this.
  public let from: NameAddress
  /// Whom it is for.
  public let to: NameAddress
  /// Compared with case (RFC 3261 §20.8).
  public let callID: String
  /// Its method is the request's.
  public let cSeq: CSeq
  /// 0 to 255.
  public let maxForwards: Int
  /// nil where there is no body. One that the endpoint does not know is there only where Content-Disposition says that
  /// handling is optional.
  public let contentType: MediaType?
}

extension Capabilities {
  /// Reads a request as RFC 3261 §8.2 says, in this order: version (505), the fields that must be there (400), method
  /// (501, 405), Request-URI (416, 400), whether it is ours (483 where Max-Forwards is 0, else 404; nothing is ever
  /// forwarded), Require (420), body (415). Fields that are not needed are not looked at (§8.2.2).
  public func read(_ request: Request, isOurs: (URI) -> Bool) throws(Refusal) -> ReceivedRequest {
    guard lowercased(request.version) == "sip/2.0" else { throw Refusal(.versionNotSupported) }
    let fields = request.fields
    let to = try Capabilities.one(.to, of: fields, NameAddress.init(parsing:))
    let from = try Capabilities.one(.from, of: fields, NameAddress.init(parsing:))
    let callID = try Capabilities.one(.callID, of: fields, Capabilities.callID)
    let cSeq = try Capabilities.one(.cSeq, of: fields, CSeq.init(parsing:))
    let vias = try Capabilities.vias(of: fields)
    let maxForwards = try Capabilities.one(.maxForwards, of: fields, Capabilities.maxForwards)
    guard cSeq.method == request.method else {
      throw Refusal(.badRequest, known: "CSeq Method Is Not the Request's")
    }
    guard methods.contains(request.method) else {
      throw Refusal(knows(request.method) ? .methodNotAllowed : .notImplemented, fields: [allow])
    }
    let uri = try target(of: request)
    guard isOurs(uri) else { throw Refusal(maxForwards == 0 ? .tooManyHops : .notFound) }
    try checkExtensions(of: request)
    let contentType = try contentType(of: request)
    return ReceivedRequest(
      request: request, uri: uri, vias: vias, from: from, to: to, callID: callID, cSeq: cSeq, maxForwards: maxForwards,
      contentType: contentType)
  }

  private static func malformed(_ name: HeaderName) -> Refusal {
    Refusal(.badRequest, known: "Malformed \(name) Header Field")
  }

  /// The value of a field that must be there once.
  private static func one<Value>(
    _ name: HeaderName, of fields: HeaderFields, _ read: (String) throws(SIPError) -> Value
  ) throws(Refusal) -> Value {
    let values = fields.all(name)
    guard let text = values.first else { throw Refusal(.badRequest, known: "Missing \(name) Header Field") }
    guard values.count == 1 else { throw Refusal(.badRequest, known: "More Than One \(name) Header Field") }
    guard let value = try? read(text) else { throw malformed(name) }
    return value
  }

  private static func vias(of fields: HeaderFields) throws(Refusal) -> [Via] {
    guard fields[.via] != nil else { throw Refusal(.badRequest, known: "Missing Via Header Field") }
    let values: [String]
    do {
      values = try fields.values(.via, limit: Limits.vias)
    } catch {
      if case .tooMany = error { throw Refusal(.badRequest, known: "Too Many Via Header Fields") }
      throw malformed(.via)
    }
    let vias = values.compactMap { try? Via(parsing: $0) }
    guard !vias.isEmpty, vias.count == values.count else { throw malformed(.via) }
    return vias
  }

  /// `word [ "@" word ]`
  private static func callID(_ text: String) throws(SIPError) -> String {
    var scanner = Scanner(text)
    guard scanner.take(.word) != nil, !scanner.take("@") || scanner.take(.word) != nil, scanner.isAtEnd else {
      throw .malformed("Call-ID")
    }
    return text
  }

  private static func maxForwards(_ text: String) throws(SIPError) -> Int {
    var scanner = Scanner(text)
    guard let value = scanner.number(upTo: 255), scanner.isAtEnd else { throw .malformed("Max-Forwards") }
    return value
  }

  private func target(of request: Request) throws(Refusal) -> URI {
    guard let uri = try? URI(parsing: request.target), !uri.hasHeaders else {
      throw Refusal(.badRequest, known: "Malformed Request-URI")
    }
    guard schemes.contains(uri.scheme) else { throw Refusal(.unsupportedURIScheme) }
    return uri
  }

  /// Require is ignored in CANCEL and ACK (§8.2.2.3).
  private func checkExtensions(of request: Request) throws(Refusal) {
    guard request.method != "CANCEL", request.method != "ACK" else { return }
    guard let required = try? request.fields.values(.require), required.allSatisfy({ ByteSet.token.holds($0) }) else {
      throw Capabilities.malformed(.require)
    }
    let unknown = required.filter { !extensions.contains(lowercased($0)) }
    guard unknown.isEmpty else {
      let unsupported = HeaderField(read: .unsupported, unknown.joined(separator: ", "))
      throw Refusal(.badExtension, fields: [unsupported])
    }
  }

  private func contentType(of request: Request) throws(Refusal) -> MediaType? {
    guard !request.body.isEmpty else { return nil }
    let type = try Capabilities.one(.contentType, of: request.fields, MediaType.init(parsing:))
    guard !isOptional(request.fields) else { return type }
    guard contentTypes.contains(type.name) else { throw Refusal(.unsupportedMediaType, fields: [accept]) }
    guard let encodings = try? request.fields.values(.contentEncoding) else {
      throw Capabilities.malformed(.contentEncoding)
    }
    guard encodings.allSatisfy({ contentEncodings.contains(lowercased($0)) }) else {
      throw Refusal(.unsupportedMediaType, fields: [acceptEncoding])
    }
    guard let tags = try? request.fields.values(.contentLanguage) else {
      throw Capabilities.malformed(.contentLanguage)
    }
    guard languages.isEmpty || tags.allSatisfy({ languages.contains(lowercased($0)) }) else {
      throw Refusal(.unsupportedMediaType, fields: [acceptLanguage])
    }
    return type
  }

  /// `Content-Disposition: …;handling=optional` (RFC 3261 §20.11)
  private func isOptional(_ fields: HeaderFields) -> Bool {
    guard let text = fields[.contentDisposition] else { return false }
    var scanner = Scanner(text)
    guard scanner.take(.token) != nil, let parameters = try? Parameters(scanning: &scanner) else { return false }
    return parameters["handling"].map { lowercased($0) } == "optional"
  }
}
