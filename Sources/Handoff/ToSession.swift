import Processes

/// What the acceptor says to a session.
public enum ToSession: Equatable, Sendable {
  /// Your connection, with its descriptor: the first message, and sent once.
  case connection(Assignment)
  /// The policy has changed: judge your peer again. Brings the compiled policy.
  case judgeAgain
  /// Your handler runs as this process. Brings the end of a pipe from its descriptor 1, and of one to its descriptor 0.
  ///
  /// The acceptor has the latter too until `ToAcceptor.inputEnded`, or until it has signalled the handler: so a session
  /// that dies is never taken for a peer that has finished. Where it has a control channel, our end of that comes third.
  case handlerStarted(pid: Int32, hasControl: Bool)
  /// Your handler is not to be had.
  case handlerRefused(HandlerRefusal, code: Int32)
  /// Your handler ended with this wait(2) status, having used so much processor time.
  case handlerExited(status: Int32, cpuMicroseconds: UInt64)
  /// End now; the owner may have said why, in at most `OwnerRequest.maximumReasonBytes`.
  case end(EndReason, words: String = "")
  /// A data port, as asked for: brings a listening socket, and a line to peertls-keyd for the handshakes there.
  case dataPort
  /// There is none, for this errno.
  case noDataPort(code: Int32)
  /// Say that you are there.
  case areYouThere

  /// How many descriptors come with it.
  public var descriptorCount: Int {
    switch self {
    case .connection, .judgeAgain: 1
    case .dataPort: 2
    case .handlerStarted(_, let hasControl): hasControl ? 3 : 2
    default: 0
    }
  }

  /// The message's bytes.
  public func encode() -> [UInt8] {
    var layout = LayoutWriter()
    switch self {
    case .connection(let assignment):
      layout.number(UInt8(1))
      assignment.write(to: &layout)
    case .judgeAgain: layout.number(UInt8(2))
    case .handlerStarted(let pid, let hasControl):
      layout.number(UInt8(3))
      layout.number(pid)
      layout.flag(hasControl)
    case .handlerRefused(let refusal, let code):
      layout.number(UInt8(4))
      layout.number(refusal.rawValue)
      layout.number(code)
    case .handlerExited(let status, let cpu):
      layout.number(UInt8(5))
      layout.number(status)
      layout.number(cpu)
    case .end(let reason, let words):
      layout.number(UInt8(6))
      layout.number(reason.rawValue)
      layout.text(Array(words.utf8))
    case .dataPort: layout.number(UInt8(7))
    case .noDataPort(let code):
      layout.number(UInt8(8))
      layout.number(code)
    case .areYouThere: layout.number(UInt8(9))
    }
    return layout.bytes
  }

  /// Reads a message that came with so many descriptors.
  public init(decoding bytes: [UInt8], descriptors: Int) throws(MalformedMessage) {
    var layout = LayoutReader(bytes)
    switch try layout.number(UInt8.self) {
    case 1: self = .connection(try Assignment(from: &layout))
    case 2: self = .judgeAgain
    case 3: self = .handlerStarted(pid: try layout.number(Int32.self), hasControl: try layout.flag())
    case 4:
      guard let refusal = HandlerRefusal(rawValue: try layout.number(UInt8.self)) else { throw .unknown }
      self = .handlerRefused(refusal, code: try layout.number(Int32.self))
    case 5:
      let status = try layout.number(Int32.self)
      self = .handlerExited(status: status, cpuMicroseconds: try layout.number(UInt64.self))
    case 6:
      guard let reason = EndReason(rawValue: try layout.number(UInt8.self)) else { throw .unknown }
      self = .end(reason, words: try layout.text(limit: OwnerRequest.maximumReasonBytes))
    case 7: self = .dataPort
    case 8: self = .noDataPort(code: try layout.number(Int32.self))
    case 9: self = .areYouThere
    default: throw .unknown
    }
    try layout.end()
    guard descriptors == descriptorCount else { throw .descriptors }
  }
}

/// Why there is no handler.
public enum HandlerRefusal: UInt8, Sendable {
  /// No handler file of that name.
  case missing = 1
  /// execve(2) or what comes before it failed; the code is its errno.
  case failed = 2
  /// The handler's MaxSessions= is reached.
  case handlerFull = 3
  /// The rule's `sessions=` is reached for this peer's key.
  case peerFull = 4
  /// The rule's `rate=` is used up for this peer's key.
  case peerTooFast = 5
  /// The node is ending.
  case draining = 6
}

/// Why a session must end.
public enum EndReason: UInt8, Sendable {
  /// The node stops and the time to finish is over.
  case draining = 1
  /// The owner has said so.
  case owner = 2
}

/// A connection and how to treat it.
public struct Assignment: Equatable, Sendable {
  /// Unique while the node runs and after: PEERTLS_SESSION is this in sixteen hexadecimal digits.
  public var session: UInt64
  /// The other end.
  public var peer: SocketAddress
  /// Our end.
  public var local: SocketAddress
  /// The socket's name: the service where the client offers no ALPN. At most 32 bytes.
  public var socketName: String
  /// The handshake must be done in this time.
  public var handshakeMilliseconds: UInt32
  /// Without a byte either way for so long the session ends; 0: never.
  public var idleSeconds: UInt32
  /// The session ends after this time in any case; 0: never.
  public var durationSeconds: UInt32
  /// TLS 1.2 is good enough.
  public var allowsTLS12: Bool
  /// Nobody is let in whose verdict could not be logged.
  public var requiresRecord: Bool

  /// All fields.
  public init(
    session: UInt64, peer: SocketAddress, local: SocketAddress, socketName: String, handshakeMilliseconds: UInt32,
    idleSeconds: UInt32, durationSeconds: UInt32, allowsTLS12: Bool, requiresRecord: Bool
  ) {
    self.session = session
    self.peer = peer
    self.local = local
    self.socketName = socketName
    self.handshakeMilliseconds = handshakeMilliseconds
    self.idleSeconds = idleSeconds
    self.durationSeconds = durationSeconds
    self.allowsTLS12 = allowsTLS12
    self.requiresRecord = requiresRecord
  }

  /// PEERTLS_SESSION: a session's number in sixteen hexadecimal digits.
  public static func name(ofSession number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  func write(to layout: inout LayoutWriter) {
    layout.number(session)
    for address in [peer, local] { layout.address(address) }
    layout.text(Array(socketName.utf8))
    layout.number(handshakeMilliseconds)
    layout.number(idleSeconds)
    layout.number(durationSeconds)
    layout.flag(allowsTLS12)
    layout.flag(requiresRecord)
  }

  init(from layout: inout LayoutReader) throws(MalformedMessage) {
    session = try layout.number(UInt64.self)
    peer = try layout.address()
    local = try layout.address()
    socketName = try layout.text(limit: HandlerRequest.maximumServiceLength)
    handshakeMilliseconds = try layout.number(UInt32.self)
    idleSeconds = try layout.number(UInt32.self)
    durationSeconds = try layout.number(UInt32.self)
    allowsTLS12 = try layout.flag()
    requiresRecord = try layout.flag()
  }
}
