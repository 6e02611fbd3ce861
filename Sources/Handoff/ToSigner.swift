/// What the acceptor says to peertls-keyd.
public enum ToSigner: Equatable, Sendable {
  /// Signatures that a session gets for its connection.
  public static let allowanceOfAConnection: UInt16 = 1
  /// Signatures for those who try to connect to one data port. Each of them costs one before it has proved anything, and
  /// there may be strangers among them.
  public static let allowanceOfADataPort: UInt16 = 64

  /// Serve this session's line, which comes with it, with so many signatures and no more.
  case line(UInt64, signatures: UInt16)
  /// The session of this line is gone, and with it whoever could keep what it passed from being closed.
  case gone(UInt64)
  /// Are you there?
  case ping
  /// Serve this line before those that nobody has preferred: whoever is behind it is no stranger.
  case prefer(UInt64)

  /// How many descriptors come with it.
  public var descriptorCount: Int {
    if case .line = self { return 1 }
    return 0
  }

  /// The message's bytes.
  public func encode() -> [UInt8] {
    var layout = LayoutWriter()
    switch self {
    case .line(let id, let signatures):
      layout.number(UInt8(1))
      layout.number(id)
      layout.number(signatures)
    case .gone(let id):
      layout.number(UInt8(2))
      layout.number(id)
    case .ping: layout.number(UInt8(3))
    case .prefer(let id):
      layout.number(UInt8(4))
      layout.number(id)
    }
    return layout.bytes
  }

  /// Reads a message that came with so many descriptors.
  public init(decoding bytes: [UInt8], descriptors: Int) throws(MalformedMessage) {
    var layout = LayoutReader(bytes)
    switch try layout.number(UInt8.self) {
    case 1: self = .line(try layout.number(UInt64.self), signatures: try layout.number(UInt16.self))
    case 2: self = .gone(try layout.number(UInt64.self))
    case 3: self = .ping
    case 4: self = .prefer(try layout.number(UInt64.self))
    default: throw .unknown
    }
    try layout.end()
    guard descriptors == descriptorCount else { throw .descriptors }
  }
}
