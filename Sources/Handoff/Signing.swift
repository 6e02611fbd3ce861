/// What a session asks of peertls-keyd: a signature for one handshake. On a line of its own, with no descriptors.
public struct SignRequest: Equatable, Sendable {
  /// How it is to be signed.
  public let scheme: SignatureScheme
  /// What.
  public let content: SignedContent

  /// Both.
  public init(_ content: SignedContent, scheme: SignatureScheme) {
    self.scheme = scheme
    self.content = content
  }

  /// The message's bytes.
  public func encode() -> [UInt8] {
    var layout = LayoutWriter()
    switch content {
    case .certificateVerify(let hash):
      layout.number(UInt8(1))
      layout.number(scheme.rawValue)
      layout.number(UInt8(truncatingIfNeeded: hash.count))
      layout.raw(hash)
    case .serverKeyExchange(let exchange):
      layout.number(UInt8(2))
      layout.number(scheme.rawValue)
      layout.raw(exchange.clientRandom)
      layout.raw(exchange.serverRandom)
      layout.number(exchange.group)
      layout.raw(exchange.point)
    }
    return layout.bytes
  }

  /// Reads a message that came with so many descriptors.
  public init(decoding bytes: [UInt8], descriptors: Int = 0) throws(MalformedMessage) {
    var layout = LayoutReader(bytes)
    let kind = try layout.number(UInt8.self)
    guard kind == 1 || kind == 2 else { throw .unknown }
    guard let scheme = SignatureScheme(rawValue: try layout.number(UInt16.self)) else { throw .unknown }
    self.scheme = scheme
    if kind == 1 {
      let length = Int(try layout.number(UInt8.self))
      guard SignedContent.hashLengths.contains(length) else { throw .unknown }
      content = .certificateVerify(transcriptHash: try layout.raw(length))
    } else {
      let (client, server) = (
        try layout.raw(SignedContent.randomLength), try layout.raw(SignedContent.randomLength)
      )
      let group = try layout.number(UInt16.self)
      guard let length = SignedContent.pointLengths[group] else { throw .unknown }
      let point = try layout.raw(length)
      try layout.end()
      guard
        let exchange = SignedContent.KeyExchange(
          clientRandom: client, serverRandom: server, group: group, point: point)
      else { throw .unknown }
      content = .serverKeyExchange(exchange)
    }
    try layout.end()
    guard descriptors == 0 else { throw .descriptors }
  }
}

/// What peertls-keyd answers.
public enum SignAnswer: Equatable, Sendable {
  /// The longest signature, in bytes: RSA with 16384 bits.
  public static let maximumSignatureLength = 2048

  /// The signature.
  case signature([UInt8])
  /// There is none.
  case refused(SignRefusal)

  /// The message's bytes.
  public func encode() -> [UInt8] {
    var layout = LayoutWriter()
    switch self {
    case .signature(let bytes):
      layout.number(UInt8(1))
      layout.text(bytes)
    case .refused(let refusal):
      layout.number(UInt8(2))
      layout.number(refusal.rawValue)
    }
    return layout.bytes
  }

  /// Reads a message that came with so many descriptors.
  public init(decoding bytes: [UInt8], descriptors: Int = 0) throws(MalformedMessage) {
    var layout = LayoutReader(bytes)
    switch try layout.number(UInt8.self) {
    case 1:
      let length = Int(try layout.number(UInt16.self))
      guard length <= SignAnswer.maximumSignatureLength else { throw .tooLong }
      self = .signature(try layout.raw(length))
    case 2:
      guard let refusal = SignRefusal(rawValue: try layout.number(UInt8.self)) else { throw .unknown }
      self = .refused(refusal)
    default: throw .unknown
    }
    try layout.end()
    guard descriptors == 0 else { throw .descriptors }
  }
}

/// Why there is no signature.
public enum SignRefusal: UInt8, Sendable, CaseIterable {
  /// This line has had all the signatures that the acceptor allows it.
  case spent = 1
  /// The node's key does not sign this kind of content in that way.
  case unfit = 2
  /// The key, or the token that holds it, does not sign.
  case failed = 3
}
