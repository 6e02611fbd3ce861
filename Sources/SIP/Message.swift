/// A request as it was read, or is to be written. What its fields mean is for `Capabilities` to read.
public struct Request: Equatable, Sendable {
  /// A token, with case.
  public let method: String
  /// The Request-URI, as it was written.
  public let target: String
  /// `SIP/2.0`, or the version that the sender speaks.
  public let version: String
  /// Content-Length among them where it was read; `encode()` writes its own.
  public internal(set) var fields: HeaderFields
  /// At most `Limits.body`.
  public internal(set) var body: [UInt8]

  /// Whether a response is due: to any request but ACK (RFC 3261 §17).
  public var isAnswered: Bool { method != "ACK" }
}

/// A response as it was read, or is to be written.
public struct Response: Equatable, Sendable {
  /// What became of the request.
  public let status: Status
  /// For people; it may be empty, and is not bound to the status.
  public let reason: String
  /// As a request's.
  public internal(set) var fields: HeaderFields
  /// At most `Limits.body`.
  public internal(set) var body: [UInt8]
}

/// What a stream brings.
public enum Message: Equatable, Sendable {
  /// From the peer.
  case request(Request)
  /// To a request of ours.
  case response(Response)
}

/// Why a request is refused: what the response says.
public struct Refusal: Error, Equatable, Sendable {
  /// 400 and above.
  public let status: Status
  /// The status's own phrase, or one that names the header field at fault.
  public let reason: String
  /// What the status must come with, such as Allow.
  public let fields: [HeaderField]

  /// A refusal with the status's own phrase unless another is given. Throws where the phrase cannot be written.
  public init(_ status: Status, reason: String, fields: [HeaderField] = []) throws(SIPError) {
    guard isFieldText(reason.utf8) else { throw .unfit("reason phrase") }
    self.init(status, known: reason, fields: fields)
  }

  /// A refusal with the status's own phrase.
  public init(_ status: Status, fields: [HeaderField] = []) { self.init(status, known: status.reason, fields: fields) }

  init(_ status: Status, known reason: String, fields: [HeaderField] = []) {
    self.status = status
    self.reason = reason
    self.fields = fields
  }
}
