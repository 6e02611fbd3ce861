extension Request {
  /// A request outside of any dialog (RFC 3261 §8.1.1), for instance MESSAGE (RFC 3428 §4) or OPTIONS. `from` must have a
  /// tag; the Call-ID must be new in the world, or go on with a conversation of the sender's. Further fields follow those
  /// that every request has, a Content-Type among them where there is a body. Throws where something cannot be written.
  public init(
    _ method: String, target: URI, via: Via, from: NameAddress, to: NameAddress, callID: String, sequence: UInt32,
    maxForwards: UInt8 = 70, fields: [HeaderField] = [], body: [UInt8] = []
  ) throws(SIPError) {
    let cSeq = try CSeq(sequence, method)
    guard !target.hasHeaders, target.description.utf8.count < Limits.line - method.utf8.count - 16 else {
      throw .unfit("Request-URI")
    }
    guard from.tag != nil else { throw .unfit("From without a tag") }
    self.method = method
    self.target = target.description
    version = "SIP/2.0"
    self.fields = HeaderFields([
      try HeaderField(.via, via.description),
      try HeaderField(.maxForwards, String(maxForwards)),
      try HeaderField(.from, from.description),
      try HeaderField(.to, to.description),
      try HeaderField(.callID, callID),
      try HeaderField(.cSeq, cSeq.description),
    ])
    self.body = body
    try self.fields.extend(with: fields, body: body)
  }

  /// Notes at the topmost Via where the request came from, so that the response says it (RFC 3261 §18.2.1, RFC 3581 §4).
  /// A Via that cannot be read stays as it is. Throws where the address is none.
  public mutating func recordSource(address: String, port: UInt16) throws(SIPError) {
    guard let text = fields[.via], let values = try? HeaderFields.split(text), let first = values.first,
      let via = try? Via(parsing: first)
    else { return }
    let recorded = try via.recording(address: address, port: port).description
    fields.replaceFirst(.via, with: ([recorded] + values.dropFirst()).joined(separator: ", "))
  }

  /// The bytes to be sent.
  public func encode() -> [UInt8] { fields.encode(after: "\(method) \(target) \(version)", body: body) }
}

extension Response {
  /// The response to a request (RFC 3261 §8.2.6): Via, From, To, Call-ID and CSeq are the request's. The tag is put to a
  /// To that has none, save in a 100. Throws where something cannot be written, and for what is never answered.
  public init(
    to request: Request, _ status: Status, reason: String? = nil, tag: String?, fields: [HeaderField] = [],
    body: [UInt8] = []
  ) throws(SIPError) {
    guard request.isAnswered else { throw .unfit("a response to ACK") }
    try self.init(to: request.fields, status, reason ?? status.reason, tag: tag, fields: fields, body: body)
  }

  /// The response to a request that is refused, with as many of its fields as could be read.
  public init(refusing refusal: Refusal, of fields: HeaderFields, tag: String?) throws(SIPError) {
    try self.init(to: fields, refusal.status, refusal.reason, tag: tag, fields: refusal.fields, body: [])
  }

  private init(
    to request: HeaderFields, _ status: Status, _ reason: String, tag: String?, fields: [HeaderField], body: [UInt8]
  ) throws(SIPError) {
    guard isFieldText(reason.utf8), reason.utf8.count < Limits.line - 16 else { throw .unfit("reason phrase") }
    guard tag.map({ ByteSet.token.holds($0) }) ?? true else { throw .unfit("tag") }
    self.status = status
    self.reason = reason
    self.body = body
    var copied = request.list.filter { $0.name == .via }
    for name in [HeaderName.from, .to, .callID, .cSeq] {
      guard var value = request[name] else { continue }
      // What cannot be read goes back as it came.
      if name == .to, let tag, status.code > 100, let to = try? NameAddress(parsing: value), to.tag == nil {
        value += ";tag=\(tag)"
      }
      copied.append(HeaderField(read: name, value))
    }
    self.fields = HeaderFields(copied)
    try self.fields.extend(with: fields, body: body)
  }

  /// The bytes to be sent.
  public func encode() -> [UInt8] { fields.encode(after: "SIP/2.0 \(status.code) \(reason)", body: body) }
}

extension HeaderFields {
  /// Those that the builders write, and that therefore nobody else adds.
  private static let own: Set<HeaderName> = [.via, .maxForwards, .from, .to, .callID, .cSeq, .contentLength]

  fileprivate mutating func extend(with fields: [HeaderField], body: [UInt8]) throws(SIPError) {
    for field in fields {
      guard !HeaderFields.own.contains(field.name) else { throw .unfit("a second \(field.name)") }
      append(field)
    }
    guard body.count <= Limits.body else { throw .unfit("body") }
    guard body.isEmpty || self[.contentType] != nil else { throw .unfit("body without Content-Type") }
  }

  fileprivate func encode(after startLine: String, body: [UInt8]) -> [UInt8] {
    var text = startLine + "\r\n"
    for field in list where field.name != .contentLength { text += "\(field.name): \(field.value)\r\n" }
    text += "Content-Length: \(body.count)\r\n\r\n"
    return Array(text.utf8) + body
  }
}
