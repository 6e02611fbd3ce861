// The owner's line: a SOCK_SEQPACKET socket in the runtime directory by which `peertls status` and `peertls end` speak to
// the acceptor. Every request has one answer, so the acceptor never has more to say than what is asked for.

/// What the owner asks of the acceptor.
public enum OwnerRequest: Equatable, Sendable {
  /// How the node is.
  case node
  /// The sessions, from a place on: 0, or what the last answer has named.
  case sessions(from: UInt32)
  /// The penalties, from a place on.
  case penalties(from: UInt32)
  /// End a session, for this reason or without one.
  case end(session: UInt64, reason: String)

  /// The longest reason, in bytes.
  public static let maximumReasonBytes = 200

  /// The message's bytes.
  public func encode() -> [UInt8] {
    var layout = LayoutWriter()
    switch self {
    case .node: layout.number(UInt8(1))
    case .sessions(let place):
      layout.number(UInt8(2))
      layout.number(place)
    case .penalties(let place):
      layout.number(UInt8(3))
      layout.number(place)
    case .end(let session, let reason):
      layout.number(UInt8(4))
      layout.number(session)
      layout.text(Array(reason.utf8))
    }
    return layout.bytes
  }

  /// Reads a message that came with so many descriptors, which makes it malformed unless there were none.
  public init(decoding bytes: [UInt8], descriptors: Int = 0) throws(MalformedMessage) {
    var layout = LayoutReader(bytes)
    switch try layout.number(UInt8.self) {
    case 1: self = .node
    case 2: self = .sessions(from: try layout.number(UInt32.self))
    case 3: self = .penalties(from: try layout.number(UInt32.self))
    case 4:
      let session = try layout.number(UInt64.self)
      self = .end(session: session, reason: try layout.text(limit: OwnerRequest.maximumReasonBytes))
    default: throw .unknown
    }
    try layout.end()
    guard descriptors == 0 else { throw .descriptors }
  }
}

/// The owner's line.
public enum OwnerLine {
  /// The socket's name in the runtime directory.
  public static let name = "control"
  /// Its name where the acceptor, this process, has left the node to another and stays with its sessions.
  public static func formerName(process: Int32) -> String { "\(name).\(process)" }
  /// The process whose `formerName` that is; nil for other names.
  public static func process(ofFormer name: String) -> Int32? {
    guard name.hasPrefix("\(OwnerLine.name).") else { return nil }
    return Int32(name.dropFirst(OwnerLine.name.utf8.count + 1)).flatMap { $0 > 0 ? $0 : nil }
  }
  /// Who can be connected at once; the one that was silent longest goes for another.
  public static let clients = 8
  /// The most sessions or penalties in one answer.
  public static let page = 64
}
