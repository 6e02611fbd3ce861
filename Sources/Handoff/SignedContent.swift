/// What a TLS server signs in a handshake, in its parts: peertls-keyd puts the bytes together itself, so that nothing
/// else can be had from it.
///
/// The forms cannot be taken for each other, nor for anything else that the same key signs. A CertificateVerify begins
/// with 64 spaces and the server's own words. A ServerKeyExchange has at its byte 64 the 3 of a named curve, where the
/// other has a letter; and what as a whole is one BER value could be a mail's signed attributes (RFC 5652, section 5.4) or
/// a certificate: a caller that chooses both randoms could have made it so, and it is none of ours.
public enum SignedContent: Equatable, Sendable {
  /// TLS 1.3, RFC 8446, section 4.4.3: the hash of the handshake so far, of SHA-256 or SHA-384.
  case certificateVerify(transcriptHash: [UInt8])
  /// TLS 1.2, RFC 8422, section 5.4.
  case serverKeyExchange(KeyExchange)

  /// An ephemeral key of the server's, and the randoms of the handshake that it is for.
  public struct KeyExchange: Equatable, Sendable {
    /// 32 bytes.
    public let clientRandom: [UInt8]
    /// 32 bytes, the last eight of them `downgrade`.
    public let serverRandom: [UInt8]
    /// The named curve.
    public let group: UInt16
    /// The public key on it.
    public let point: [UInt8]

    /// nil where a part has not its length, the curve is not spoken, the server's random does not say what a server that
    /// speaks TLS 1.3 must have it say, or all of it is one BER value.
    public init?(clientRandom: [UInt8], serverRandom: [UInt8], group: UInt16, point: [UInt8]) {
      guard clientRandom.count == SignedContent.randomLength, serverRandom.count == SignedContent.randomLength,
        serverRandom.suffix(8) == SignedContent.downgrade[...], point.count == SignedContent.pointLengths[group]
      else { return nil }
      (self.clientRandom, self.serverRandom, self.group, self.point) = (clientRandom, serverRandom, group, point)
      guard !SignedContent.isOneValue(bytes) else { return nil }
    }

    var bytes: [UInt8] {
      let curve = [SignedContent.namedCurve, UInt8(group >> 8), UInt8(group & 0xff), UInt8(point.count)]
      return clientRandom + serverRandom + curve + point
    }
  }

  /// The hashes of TLS 1.3's cipher suites, in bytes.
  public static let hashLengths = [32, 48]
  static let randomLength = 32
  /// X25519, P-256 and P-384 with the lengths of their public keys.
  static let pointLengths: [UInt16: Int] = [0x001d: 32, 0x0017: 65, 0x0018: 97]
  /// RFC 8446, section 4.1.3: a client that speaks TLS 1.3 refuses a handshake of TLS 1.2 that says so.
  static let downgrade: [UInt8] = Array("DOWNGRD".utf8) + [1]
  private static let namedCurve: UInt8 = 3
  private static let head = [UInt8](repeating: 0x20, count: 64) + Array("TLS 1.3, server CertificateVerify".utf8) + [0]

  /// The bytes that are signed.
  public var bytes: [UInt8] {
    switch self {
    case .certificateVerify(let hash): SignedContent.head + hash
    case .serverKeyExchange(let exchange): exchange.bytes
    }
  }

  /// Takes apart what OpenSSL wants to have signed; nil for whatever is neither.
  public init?(_ bytes: [UInt8]) {
    let head = SignedContent.head
    if bytes.starts(with: head), SignedContent.hashLengths.contains(bytes.count - head.count) {
      self = .certificateVerify(transcriptHash: Array(bytes.dropFirst(head.count)))
      return
    }
    let randoms = 2 * SignedContent.randomLength
    guard bytes.count > randoms + 4, bytes[randoms] == SignedContent.namedCurve,
      Int(bytes[randoms + 3]) == bytes.count - randoms - 4
    else { return nil }
    guard
      let exchange = KeyExchange(
        clientRandom: Array(bytes[..<SignedContent.randomLength]),
        serverRandom: Array(bytes[SignedContent.randomLength..<randoms]),
        group: UInt16(bytes[randoms + 1]) << 8 | UInt16(bytes[randoms + 2]), point: Array(bytes[(randoms + 4)...]))
    else { return nil }
    self = .serverKeyExchange(exchange)
  }

  /// Whether the bytes are one BER SEQUENCE or SET, as far as its length tells, in whatever form that is.
  static func isOneValue(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 6, bytes[0] == 0x30 || bytes[0] == 0x31 else { return false }
    let form = bytes[1]
    guard form > 0x80 else { return form == 0x80 || Int(form) == bytes.count - 2 }
    // BER allows zeros before a length.
    let digits = bytes.dropFirst(2).prefix(Int(form & 0x7f))
    let number = digits.drop { $0 == 0 }
    guard number.count <= 2 else { return false }
    return number.reduce(0) { $0 << 8 | Int($1) } == bytes.count - 2 - digits.count
  }
}
