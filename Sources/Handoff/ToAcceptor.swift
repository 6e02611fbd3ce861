/// What a session says to the acceptor: words alone, no descriptors. The acceptor takes a malformed one for a sign that
/// the child was taken over.
public enum ToAcceptor: Equatable, Sendable {
  /// Start the handler of a service. Sent at most once.
  case startHandler(HandlerRequest)
  /// The peer has finished, and all that it sent is in the handler's pipe.
  case inputEnded
  /// The connection broke: hang the handler up (SIGHUP, later SIGKILL).
  case hangUp
  /// The peer was judged by the policy that came last.
  case judged
  /// The answer to `ToSession.areYouThere`.
  case here
  /// So many records of this session could not be logged; sent at its end.
  case lost(UInt32)
  /// Open a port for a data connection, on the connection's own address. Only where the handler has a control channel.
  case openDataPort

  /// The message's bytes.
  public func encode() -> [UInt8] {
    var layout = LayoutWriter()
    switch self {
    case .startHandler(let request):
      layout.number(UInt8(1))
      request.write(to: &layout)
    case .hangUp: layout.number(UInt8(2))
    case .inputEnded: layout.number(UInt8(3))
    case .judged: layout.number(UInt8(4))
    case .openDataPort: layout.number(UInt8(5))
    case .here: layout.number(UInt8(6))
    case .lost(let count):
      layout.number(UInt8(7))
      layout.number(count)
    }
    return layout.bytes
  }

  /// Reads a message that came with so many descriptors, which makes it malformed unless there were none.
  public init(decoding bytes: [UInt8], descriptors: Int = 0) throws(MalformedMessage) {
    var layout = LayoutReader(bytes)
    switch try layout.number(UInt8.self) {
    case 1: self = .startHandler(try HandlerRequest(from: &layout))
    case 2: self = .hangUp
    case 3: self = .inputEnded
    case 4: self = .judged
    case 5: self = .openDataPort
    case 6: self = .here
    case 7: self = .lost(try layout.number(UInt32.self))
    default: throw .unknown
    }
    try layout.end()
    guard descriptors == 0 else { throw .descriptors }
  }
}

/// A session's wish for its handler.
public struct HandlerRequest: Equatable, Sendable {
  /// The longest name of a service, in bytes.
  public static let maximumServiceLength = 32
  /// The service of those who may only ask to be let in.
  public static let knockService = "knock"

  /// The handler's name.
  public var service: String
  /// SHA-256 of the peer's SubjectPublicKeyInfo, 32 bytes; zeros for a caller without a certificate.
  public var peerKey: [UInt8]
  /// The line of the rule that let the peer in.
  public var line: UInt32
  /// The rule's `sessions=`; 0: no limit.
  public var sessions: UInt32
  /// The rule's `rate=`: so many …
  public var rateCount: UInt32
  /// … in so many seconds; 0: no limit.
  public var rateSeconds: UInt32
  /// The handler's environment.
  public var environment: HandlerEnvironment

  /// All fields.
  public init(
    service: String, peerKey: [UInt8], line: UInt32, sessions: UInt32, rateCount: UInt32, rateSeconds: UInt32,
    environment: HandlerEnvironment
  ) {
    self.service = service
    self.peerKey = peerKey
    self.line = line
    self.sessions = sessions
    self.rateCount = rateCount
    self.rateSeconds = rateSeconds
    self.environment = environment
  }

  func write(to layout: inout LayoutWriter) {
    layout.text(Array(service.utf8))
    layout.raw(peerKey)
    for number in [line, sessions, rateCount, rateSeconds] { layout.number(number) }
    environment.write(to: &layout)
  }

  init(from layout: inout LayoutReader) throws(MalformedMessage) {
    service = try layout.text(limit: HandlerRequest.maximumServiceLength)
    peerKey = try layout.raw(32)
    line = try layout.number(UInt32.self)
    sessions = try layout.number(UInt32.self)
    rateCount = try layout.number(UInt32.self)
    rateSeconds = try layout.number(UInt32.self)
    guard (rateCount == 0) == (rateSeconds == 0), rateSeconds <= 86_400 else { throw .unknown }
    environment = try HandlerEnvironment(from: &layout)
  }
}
