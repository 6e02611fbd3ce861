import CPIM
import SIP

/// What is said to requests, and what they may be.
struct Answers {
  /// The headers and methods of what is served.
  let capabilities: Capabilities
  /// The same of what is not, but has an answer of its own: a call, and what belongs to calls.
  private let calls: Capabilities
  private let address: String
  private let port: UInt16

  init(_ call: Call, _ options: Options) throws(SIPError) {
    let documents = options.knowsTyping ? [Composing.mediaType] : []
    capabilities = try Capabilities(
      methods: ["MESSAGE", "OPTIONS"],
      contentTypes: ["text/plain", CPIMMessage.mediaType, DispositionNotification.mediaType] + documents)
    calls = try Capabilities(methods: ["INVITE", "BYE", "CANCEL"], contentTypes: [])
    (address, port) = (call.peer.address, call.port)
  }

  /// Reads a request that is to be served, or the refusal of one that is not.
  func read(_ request: Request, isOurs: (URI) -> Bool) throws(Refusal) -> ReceivedRequest {
    guard ["INVITE", "BYE", "CANCEL"].contains(request.method) else {
      return try capabilities.read(request, isOurs: isOurs)
    }
    do throws(Refusal) {
      _ = try calls.read(request, isOurs: isOurs)
    } catch {
      // What a call would be about does not matter where there are no calls.
      if error.status != .unsupportedMediaType { throw error }
    }
    throw Refusal(request.method == "INVITE" ? .decline : .noSuchTransaction)
  }

  /// The answer to a request, in bytes; nil where it cannot be written.
  func encode(
    _ status: Status, to request: Request, reason: String? = nil, fields: [HeaderField] = []
  ) -> [UInt8]? {
    var request = request
    if !address.isEmpty { try? request.recordSource(address: address, port: port) }
    return try? Response(to: request, status, reason: reason, tag: Answers.tag(), fields: fields).encode()
  }

  /// The answer to what cannot be read as a request, in bytes; nil where it is not to be answered.
  func encode(_ malformed: Framer.Malformed) -> [UInt8]? {
    guard let fields = malformed.fields else { return nil }
    return try? Response(refusing: malformed.refusal, of: fields, tag: Answers.tag()).encode()
  }

  /// A number that nobody has used.
  static func tag() -> String { String(UInt64.random(in: 0 ... .max), radix: 16) }
}
