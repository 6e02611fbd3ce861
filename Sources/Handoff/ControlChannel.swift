// The control channel of a handler with Control=yes: its descriptor 3, a SOCK_SEQPACKET socket to its session. By it the
// handler has data connections, as FTP needs them (RFC 959, section 3.2), although it has no network and no TLS.
//
// The `id` is the handler's own number for a data port. Every event repeats it, so that a late one of an earlier port is
// known for what it is.

/// What a handler says to its session.
public enum FromHandler: Equatable, Sendable {
  /// Open a data port. Whatever there is of an earlier one, port, connection or transfer, ends first as by `close`.
  case listen(id: UInt32)
  /// What comes from this pipe goes to the peer over the data connection, now or when the peer has connected. Brings the
  /// pipe's reading end.
  case send(id: UInt32)
  /// What the peer sends over the data connection goes into this pipe. Brings the pipe's writing end.
  case receive(id: UInt32)
  /// Port, connection and transfer end now, and the peer can tell: without close_notify.
  case close(id: UInt32)
  /// The pipe of `send` has had this many bytes and gets no more. Without it the end of the pipe is no proper end: the
  /// handler may have been killed.
  case sent(id: UInt32, bytes: UInt64)

  /// How many descriptors come with it.
  public var descriptorCount: Int {
    switch self {
    case .send, .receive: 1
    default: 0
    }
  }

  /// The message's bytes.
  public func encode() -> [UInt8] {
    var layout = LayoutWriter()
    switch self {
    case .listen(let id): layout.tagged(1, id)
    case .send(let id): layout.tagged(2, id)
    case .receive(let id): layout.tagged(3, id)
    case .close(let id): layout.tagged(4, id)
    case .sent(let id, let bytes):
      layout.tagged(5, id)
      layout.number(bytes)
    }
    return layout.bytes
  }

  /// Reads a message that came with so many descriptors.
  public init(decoding bytes: [UInt8], descriptors: Int) throws(MalformedMessage) {
    var layout = LayoutReader(bytes)
    let kind = try layout.number(UInt8.self)
    let id = try layout.number(UInt32.self)
    switch kind {
    case 1: self = .listen(id: id)
    case 2: self = .send(id: id)
    case 3: self = .receive(id: id)
    case 4: self = .close(id: id)
    case 5: self = .sent(id: id, bytes: try layout.number(UInt64.self))
    default: throw .unknown
    }
    try layout.end()
    guard descriptors == descriptorCount else { throw .descriptors }
  }
}

/// What a session says to its handler. No descriptor comes with it.
public enum ToHandler: Equatable, Sendable {
  /// The data port is open: at the address of the control connection's end here, and this TCP port.
  case listening(id: UInt32, port: UInt16)
  /// There is no data port, for this errno: EOPNOTSUPP without DataPorts= in peertlsd.conf(5), or for a peer without a
  /// certificate; EADDRINUSE where all are taken; EAGAIN where they are asked for too fast.
  case notListening(id: UInt32, code: Int32)
  /// The peer has come and proved the key of the control connection.
  case connected(id: UInt32)
  /// The transfer that was asked for is over, after so many bytes of the pipe's; the id is done.
  case ended(id: UInt32, DataEnd, bytes: UInt64)

  /// The message's bytes.
  public func encode() -> [UInt8] {
    var layout = LayoutWriter()
    switch self {
    case .listening(let id, let port):
      layout.tagged(1, id)
      layout.number(port)
    case .notListening(let id, let code):
      layout.tagged(2, id)
      layout.number(code)
    case .connected(let id): layout.tagged(3, id)
    case .ended(let id, let end, let bytes):
      layout.tagged(4, id)
      layout.number(end.rawValue)
      layout.number(bytes)
    }
    return layout.bytes
  }

  /// Reads a message that came with so many descriptors.
  public init(decoding bytes: [UInt8], descriptors: Int = 0) throws(MalformedMessage) {
    var layout = LayoutReader(bytes)
    let kind = try layout.number(UInt8.self)
    let id = try layout.number(UInt32.self)
    switch kind {
    case 1: self = .listening(id: id, port: try layout.number(UInt16.self))
    case 2: self = .notListening(id: id, code: try layout.number(Int32.self))
    case 3: self = .connected(id: id)
    case 4:
      guard let end = DataEnd(rawValue: try layout.number(UInt8.self)) else { throw .unknown }
      self = .ended(id: id, end, bytes: try layout.number(UInt64.self))
    default: throw .unknown
    }
    try layout.end()
    guard descriptors == 0 else { throw .descriptors }
  }
}

/// How a transfer over a data connection ended.
public enum DataEnd: UInt8, Sendable, CaseIterable {
  /// `receive`: the peer has said that this is all (close_notify), and all of it is in the pipe. `send`: all that `sent`
  /// has named was given to the peer, and that it is all.
  case complete = 1
  /// The peer's data ended without close_notify: what came may be cut short.
  case truncated = 2
  /// The data connection broke.
  case broken = 3
  /// The peer did not connect in time.
  case nobodyCame = 4
  /// The handler's end of the pipe went before its time.
  case pipeFailed = 5
}

/// Limits of data connections.
public enum DataLimit {
  /// How long the peer is awaited at a data port, in seconds.
  public static let patienceSeconds: UInt64 = 60
  /// Who may try to connect at once: the first to prove the peer's key is the peer.
  public static let callers = 12
  /// What each of them has, in seconds, before a newcomer can take its place.
  public static let turnSeconds: UInt64 = 1
  /// How long the peer's last bytes are waited for after a transfer, in seconds.
  public static let farewellSeconds: UInt64 = 2
  /// The most data ports that a session gets in a second.
  public static let portsPerSecond = 200
}

/// How many data ports were asked for in the second that is now.
public struct DataPortRate: Sendable {
  private var second: UInt64 = 0
  private var count = 0

  /// None yet.
  public init() {}

  /// Counts one more at this time, in microseconds; how many that makes.
  public mutating func add(now: UInt64) -> Int {
    if now / 1_000_000 != second { (second, count) = (now / 1_000_000, 0) }
    count += 1
    return count
  }
}

/// What a handler with Control=yes gets besides its pipes.
public enum HandlerDescriptor {
  /// The control channel.
  public static let control: Int32 = 3
}

extension LayoutWriter {
  fileprivate mutating func tagged(_ kind: UInt8, _ id: UInt32) {
    number(kind)
    number(id)
  }
}
