import Processes

/// What the acceptor answers.
public enum OwnerAnswer: Equatable, Sendable {
  /// How the node is.
  case node(NodeStatus)
  /// Some sessions, and the place of the next; nil: these were the last.
  case sessions([SessionStatus], next: UInt32?)
  /// Some penalties, and the place of the next; nil: these were the last.
  case penalties([PenaltyStatus], next: UInt32?)
  /// What has become of the wish to end a session.
  case end(EndOutcome)

  /// The message's bytes.
  public func encode() -> [UInt8] {
    var layout = LayoutWriter()
    switch self {
    case .node(let status):
      layout.number(UInt8(1))
      status.write(to: &layout)
    case .sessions(let sessions, let next):
      layout.number(UInt8(2))
      layout.optional(next)
      layout.number(UInt16(truncatingIfNeeded: sessions.count))
      for session in sessions { session.write(to: &layout) }
    case .penalties(let penalties, let next):
      layout.number(UInt8(3))
      layout.optional(next)
      layout.number(UInt16(truncatingIfNeeded: penalties.count))
      for penalty in penalties { penalty.write(to: &layout) }
    case .end(let outcome):
      layout.number(UInt8(4))
      layout.number(outcome.rawValue)
    }
    return layout.bytes
  }

  /// Reads a message that came with so many descriptors, which makes it malformed unless there were none.
  public init(decoding bytes: [UInt8], descriptors: Int = 0) throws(MalformedMessage) {
    var layout = LayoutReader(bytes)
    switch try layout.number(UInt8.self) {
    case 1: self = .node(try NodeStatus(from: &layout))
    case 2:
      let next = try layout.optional()
      var sessions: [SessionStatus] = []
      for _ in 0..<(try layout.count(limit: OwnerLine.page)) { sessions.append(try SessionStatus(from: &layout)) }
      self = .sessions(sessions, next: next)
    case 3:
      let next = try layout.optional()
      var penalties: [PenaltyStatus] = []
      for _ in 0..<(try layout.count(limit: OwnerLine.page)) { penalties.append(try PenaltyStatus(from: &layout)) }
      self = .penalties(penalties, next: next)
    case 4:
      guard let outcome = EndOutcome(rawValue: try layout.number(UInt8.self)) else { throw .unknown }
      self = .end(outcome)
    default: throw .unknown
    }
    try layout.end()
    guard descriptors == 0 else { throw .descriptors }
  }
}

/// What has become of the wish to end a session.
public enum EndOutcome: UInt8, Sendable, CaseIterable {
  /// It was told to end, and is killed where it does not.
  case told = 1
  /// No session of this number is there.
  case missing = 2
  /// It is ending already.
  case ending = 3
}

/// One session.
public struct SessionStatus: Equatable, Sendable {
  /// How far it is.
  public enum Phase: UInt8, Sendable, CaseIterable {
    /// Nobody was let in yet.
    case handshake = 1
    /// Its peer is served.
    case serving = 2
    /// It is on its way out.
    case ending = 3
  }

  /// PEERTLS_SESSION as a number.
  public var number: UInt64
  /// The other end.
  public var peer: SocketAddress
  /// How far it is.
  public var phase: Phase
  /// Nobody was let in from its source lately.
  public var isUnknown: Bool
  /// The handler's name; empty while there is none.
  public var service: String
  /// Its own process, 0 when that is gone.
  public var session: Int32
  /// The handler's process, 0 when there is none.
  public var handler: Int32
  /// The line of the rule that let the peer in; 0 without.
  public var line: UInt32
  /// SHA-256 of the peer's SubjectPublicKeyInfo, 32 bytes; zeros without.
  public var peerKey: [UInt8]
  /// How long it is there, in milliseconds.
  public var age: UInt64

  /// All fields.
  public init(
    number: UInt64, peer: SocketAddress, phase: Phase, isUnknown: Bool, service: String, session: Int32,
    handler: Int32, line: UInt32, peerKey: [UInt8], age: UInt64
  ) {
    (self.number, self.peer, self.phase, self.isUnknown) = (number, peer, phase, isUnknown)
    (self.service, self.session, self.handler, self.line) = (service, session, handler, line)
    (self.peerKey, self.age) = (peerKey, age)
  }

  func write(to layout: inout LayoutWriter) {
    layout.number(number)
    layout.address(peer)
    layout.number(phase.rawValue)
    layout.flag(isUnknown)
    layout.text(Array(service.utf8))
    layout.number(session)
    layout.number(handler)
    layout.number(line)
    layout.raw(peerKey)
    layout.number(age)
  }

  init(from layout: inout LayoutReader) throws(MalformedMessage) {
    number = try layout.number(UInt64.self)
    peer = try layout.address()
    guard let phase = Phase(rawValue: try layout.number(UInt8.self)) else { throw .unknown }
    self.phase = phase
    isUnknown = try layout.flag()
    service = try layout.text(limit: HandlerRequest.maximumServiceLength)
    session = try layout.number(Int32.self)
    handler = try layout.number(Int32.self)
    line = try layout.number(UInt32.self)
    peerKey = try layout.raw(32)
    age = try layout.number(UInt64.self)
  }
}

/// What a source has against it.
public struct PenaltyStatus: Equatable, Sendable {
  /// How many misdeeds there are, in the order of the words of `PerSourcePenalties=`.
  public static let misdeeds = 5

  /// The first bits of its addresses, the rest zeros; no port.
  public var source: SocketAddress
  /// How much is left, in milliseconds.
  public var left: UInt64
  /// It keeps the source out.
  public var isBarred: Bool
  /// How often for each misdeed; 65,535: that or more.
  public var counts: [UInt16]

  /// All fields.
  public init(source: SocketAddress, left: UInt64, isBarred: Bool, counts: [UInt16]) {
    (self.source, self.left, self.isBarred, self.counts) = (source, left, isBarred, counts)
  }

  func write(to layout: inout LayoutWriter) {
    layout.address(source)
    layout.number(left)
    layout.flag(isBarred)
    for count in counts { layout.number(count) }
  }

  init(from layout: inout LayoutReader) throws(MalformedMessage) {
    source = try layout.address()
    left = try layout.number(UInt64.self)
    isBarred = try layout.flag()
    counts = []
    for _ in 0..<PenaltyStatus.misdeeds { counts.append(try layout.number(UInt16.self)) }
  }
}
