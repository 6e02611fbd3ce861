import Processes

/// How the node is: what it does, its limits and their use.
public struct NodeStatus: Equatable, Sendable {
  /// How far it is on its way out.
  public enum Stage: UInt8, Sendable, CaseIterable {
    case serving = 1
    case draining = 2
    case ending = 3
    case left = 4
  }

  /// Something of which there can be so many.
  public struct Use: Equatable, Sendable {
    /// How many there are.
    public var count: UInt32
    /// How many there can be; `.max` for any number.
    public var most: UInt32

    /// Both.
    public init(_ count: UInt32, of most: UInt32) { (self.count, self.most) = (count, most) }
  }

  /// Something counted, or used, by name.
  public struct Named<Value: Equatable & Sendable>: Equatable, Sendable {
    /// What it is called; at most `maximumNameBytes`.
    public var name: String
    /// How much.
    public var value: Value

    /// Both.
    public init(_ name: String, _ value: Value) { (self.name, self.value) = (name, value) }
  }

  /// The longest name of a cause, in bytes.
  public static let maximumNameBytes = 64
  /// The most causes.
  public static let maximumCauses = 32
  /// The most handlers that are told of: each is one of a configuration's, or runs still.
  public static let maximumHandlers = 256

  /// What it does.
  public var stage: Stage
  /// Since when it runs, in seconds since 1970.
  public var since: UInt64
  /// PEERTLS_POLICY; empty before the first load.
  public var policy: String
  /// When that was loaded, in seconds since 1970.
  public var policySince: UInt64
  /// Sessions of `MaxSessions=`.
  public var sessions: Use
  /// Sessions that wait for a connection.
  public var spares: UInt32
  /// Of the sessions, those that only known sources get.
  public var reserved: UInt32
  /// Handshakes of unknown sources.
  public var unknownHandshakes: Use
  /// What these may have of a processor, in percent; `.max`: all.
  public var unknownProcessorShare: UInt32
  /// `MaxSessionsPerSource=`, …
  public var sessionsPerSource: UInt32
  /// … `RatePerSource=`: so many …
  public var rateCount: UInt32
  /// … in so many seconds, …
  public var rateSeconds: UInt32
  /// … and what a source is, in bits.
  public var prefixLength: UInt8
  /// Sources with penalties that are remembered.
  public var penalties: Use
  /// Sources that are known.
  public var known: Use
  /// Connections that were given a session.
  public var accepted: UInt64
  /// Connections that were turned away, by cause.
  public var refused: [Named<UInt64>]
  /// Handlers that run, by service.
  public var handlers: [Named<Use>]

  /// Nothing of anything, for the fields to be set.
  public init() {
    (stage, since, policy, policySince, spares, reserved) = (.serving, 0, "", 0, 0, 0)
    (sessions, unknownHandshakes, penalties, known) = (Use(0, of: 0), Use(0, of: 0), Use(0, of: 0), Use(0, of: 0))
    (unknownProcessorShare, sessionsPerSource, rateCount, rateSeconds, prefixLength) = (.max, 0, 0, 0, 64)
    (accepted, refused, handlers) = (0, [], [])
  }

  func write(to layout: inout LayoutWriter) {
    layout.number(stage.rawValue)
    layout.number(since)
    layout.text(Array(policy.utf8))
    layout.number(policySince)
    for number in [spares, reserved, unknownProcessorShare, sessionsPerSource, rateCount, rateSeconds] {
      layout.number(number)
    }
    for use in [sessions, unknownHandshakes, penalties, known] { layout.use(use) }
    layout.number(prefixLength)
    layout.number(accepted)
    layout.number(UInt16(refused.count))
    for cause in refused {
      layout.text(Array(cause.name.utf8))
      layout.number(cause.value)
    }
    layout.number(UInt16(handlers.count))
    for handler in handlers {
      layout.text(Array(handler.name.utf8))
      layout.use(handler.value)
    }
  }

  init(from layout: inout LayoutReader) throws(MalformedMessage) {
    self.init()
    guard let stage = Stage(rawValue: try layout.number(UInt8.self)) else { throw .unknown }
    self.stage = stage
    since = try layout.number(UInt64.self)
    policy = try layout.text(limit: 64)
    policySince = try layout.number(UInt64.self)
    spares = try layout.number(UInt32.self)
    reserved = try layout.number(UInt32.self)
    unknownProcessorShare = try layout.number(UInt32.self)
    sessionsPerSource = try layout.number(UInt32.self)
    rateCount = try layout.number(UInt32.self)
    rateSeconds = try layout.number(UInt32.self)
    sessions = try layout.use()
    unknownHandshakes = try layout.use()
    penalties = try layout.use()
    known = try layout.use()
    prefixLength = try layout.number(UInt8.self)
    guard prefixLength <= 128 else { throw .unknown }
    accepted = try layout.number(UInt64.self)
    for _ in 0..<(try layout.count(limit: NodeStatus.maximumCauses)) {
      let name = try layout.text(limit: NodeStatus.maximumNameBytes)
      refused.append(Named(name, try layout.number(UInt64.self)))
    }
    for _ in 0..<(try layout.count(limit: NodeStatus.maximumHandlers)) {
      let name = try layout.text(limit: HandlerRequest.maximumServiceLength)
      handlers.append(Named(name, try layout.use()))
    }
  }
}

extension LayoutWriter {
  mutating func address(_ address: SocketAddress) {
    number(address.high)
    number(address.low)
    number(address.port)
    number(address.scope)
  }

  /// A number, or `.max` for none.
  mutating func optional(_ value: UInt32?) { number(value ?? .max) }

  fileprivate mutating func use(_ use: NodeStatus.Use) {
    number(use.count)
    number(use.most)
  }
}

extension LayoutReader {
  mutating func address() throws(MalformedMessage) -> SocketAddress {
    let (high, low) = (try number(UInt64.self), try number(UInt64.self))
    let (port, scope) = (try number(UInt16.self), try number(UInt32.self))
    return SocketAddress(high: high, low: low, port: port, scope: scope)
  }

  mutating func optional() throws(MalformedMessage) -> UInt32? {
    let value = try number(UInt32.self)
    return value == .max ? nil : value
  }

  mutating func count(limit: Int) throws(MalformedMessage) -> Int {
    let count = Int(try number(UInt16.self))
    guard count <= limit else { throw .tooLong }
    return count
  }

  fileprivate mutating func use() throws(MalformedMessage) -> NodeStatus.Use {
    let count = try number(UInt32.self)
    return NodeStatus.Use(count, of: try number(UInt32.self))
  }
}
