import Glibc
import Handoff
import Processes
import TLS
import Tokens

/// The node's private key: in this process's memory, or in a token that signs.
struct NodeKey: ~Copyable {
  private enum Place: ~Copyable {
    case memory(Credentials)
    case token(Token)
  }

  private let place: Place
  private let kind: NodeKeyKind
  /// What a token was seen to sign by; every other scheme is none of its.
  private let works: [SignatureScheme]

  /// Takes what the descriptors hold. Throws where the key cannot be had, is none that PeerTLS speaks, or is not the
  /// certificate's.
  init(_ orders: Orders) throws {
    let compiled = try File.contents(
      of: Descriptor(adopting: SignerDescriptor.credentials), limit: 1 << 20, name: "the node's certificates")
    let chain = try Chain(decoding: compiled)
    let kind = NodeKeyKind(try chain[0].keyKind())
    if let uri = orders.token {
      var works: [SignatureScheme] = []
      let token = try NodeKey.inToken(uri, chain, kind, orders, &works)
      self = NodeKey(place: .token(token), kind: kind, works: works)
    } else {
      self = NodeKey(place: .memory(try NodeKey.inMemory(chain, orders)), kind: kind)
    }
  }

  private init(place: consuming Place, kind: NodeKeyKind, works: [SignatureScheme] = []) {
    self.place = place
    self.kind = kind
    self.works = works
  }

  private static func inMemory(_ chain: consuming Chain, _ orders: Orders) throws -> Credentials {
    let file = Descriptor(adopting: SignerDescriptor.key)
    var pem = try File.contents(of: file, limit: Credentials.maximumFileLength, name: orders.keyName)
    defer { Secret.wipe(&pem) }
    let credentials = try Credentials(
      chain: chain, key: pem, certificateName: orders.certificateName, keyName: orders.keyName)
    // What sessions would not answer with is told here, and once: a key that is too short, a digest that is too weak.
    _ = try Context(.server, credentials: credentials, judge: Nobody())
    return credentials
  }

  /// The token is tried by every scheme: nothing else tells whether its key is the certificate's, and by what a token does
  /// not sign, callers could have it fail.
  private static func inToken(
    _ uri: String, _ chain: borrowing Chain, _ kind: NodeKeyKind, _ orders: Orders, _ works: inout [SignatureScheme]
  ) throws -> Token {
    let token = try Token(uri)
    let content = SignedContent.certificateVerify(transcriptHash: [UInt8](repeating: 0, count: 32))
    var refusal: (any Error)?
    for scheme in SignatureScheme.allCases where kind.canUse(scheme, allowsTLS12: orders.allowsTLS12) {
      do {
        let signature = try token.sign(content.bytes, scheme)
        let isOurs = chain[0].hasSigned(
          content.bytes, signature: signature, digest: scheme.digest?.rawValue, isPSS: scheme.isPSS)
        guard isOurs else {
          throw Credentials.mismatch(certificateName: orders.certificateName, keyName: orders.keyName)
        }
        works.append(scheme)
      } catch {
        refusal = refusal ?? error
      }
    }
    if works.isEmpty, let refusal { throw refusal }
    return token
  }

  /// The signature, or nil where the request is none for this key. Throws where the key does not sign.
  func sign(_ request: SignRequest, allowsTLS12: Bool) throws -> [UInt8]? {
    if case .serverKeyExchange = request.content, !allowsTLS12 { return nil }
    guard kind.schemes(for: request.content).contains(request.scheme) else { return nil }
    let (bytes, scheme) = (request.content.bytes, request.scheme)
    switch place {
    case .memory(let credentials):
      return try credentials.sign(bytes, digest: scheme.digest?.rawValue, isPSS: scheme.isPSS)
    case .token(let token): return works.contains(scheme) ? try token.sign(bytes, scheme) : nil
    }
  }
}

extension NodeKey {
  /// What signing uses up is measured by this, in microseconds: a token's own time, or else the processor's.
  var clock: UInt64 {
    switch place {
    case .memory: Clock.processorTime
    case .token: Clock.monotonic
    }
  }

  /// How long a signature takes, in microseconds: the second one, as the first has what is to be done once.
  func timeOfASignature() throws -> UInt64 {
    let content = SignedContent.certificateVerify(transcriptHash: [UInt8](repeating: 0, count: 32))
    var time: UInt64 = 0
    for scheme in kind.schemes(for: content) {
      for _ in 0..<2 {
        let began = clock
        guard try sign(SignRequest(content, scheme: scheme), allowsTLS12: false) != nil else { break }
        time = clock - began
      }
      if time > 0 { break }
    }
    return time
  }
}

extension NodeKeyKind {
  fileprivate init(_ kind: KeyKind) {
    self =
      switch kind {
      case .rsa: .rsa
      case .p256: .p256
      case .p384: .p384
      case .ed25519: .ed25519
      }
  }
}

/// Judges nobody: no handshake is made in this process.
private final class Nobody: HandshakeJudge {
  func choose(from protocols: [[UInt8]]) -> Int? { nil }
  var demandsCertificate: Bool { true }
  func judge(_ leaf: borrowing Certificate, untrusted: borrowing Chain) -> Refusal? { .policy }
}
