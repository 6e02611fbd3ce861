import COpenSSL
import Policy

/// A node's or person's certificate chain and private key.
@safe public struct Credentials: ~Copyable {
  /// The largest file of certificates or key that is read, in bytes.
  public static let maximumFileLength = 256 * 1024

  /// The owner's certificate and what leads from it to an anchor.
  public let chain: Chain
  package let key: OpaquePointer

  private init(chain: consuming Chain, key: OpaquePointer) {
    self.chain = chain
    unsafe self.key = key
  }

  deinit { unsafe EVP_PKEY_free(key) }

  /// From PEM. Throws where either is broken, the key needs a passphrase, is none that PeerTLS speaks (RSA, P-256, P-384,
  /// Ed25519), or is not the certificate's.
  public init(certificates: [UInt8], key: [UInt8], certificateName: String, keyName: String) throws(TLSError) {
    let chain = try Chain(pem: certificates, name: certificateName)
    guard let key = unsafe copenssl_key_from_pem(key, key.count) else {
      let reason = Library.takeError().text
      throw TLSError("read \(keyName)", reason: "no private key in PEM form without a passphrase (\(reason))")
    }
    guard unsafe copenssl_key_matches(key, chain[0].pointer) == 1 else {
      unsafe EVP_PKEY_free(key)
      throw TLSError("read \(keyName)", reason: "it is not the key of the first certificate in \(certificateName)")
    }
    self = unsafe Credentials(chain: chain, key: key)
  }

  /// The form that a session reads: DER, the key in the form that is quickest to read.
  public func encode() throws(TLSError) -> [UInt8] {
    var bytes = Credentials.magic
    bytes.append(UInt8(truncatingIfNeeded: chain.count))
    guard chain.count < 16 else { throw TLSError("encode the certificates", reason: "a chain has at most 15") }
    for index in 0..<chain.count { Credentials.append(chain[index].der, to: &bytes) }
    var (key, length): (UnsafeMutablePointer<UInt8>?, Int) = (nil, 0)
    let kind = unsafe copenssl_key_encode(self.key, &key, &length)
    defer { unsafe copenssl_release(key) }
    guard kind != 0, let key = unsafe key else {
      throw TLSError("encode the key", reason: "not an RSA, P-256, P-384 or Ed25519 key")
    }
    bytes.append(UInt8(kind))
    Credentials.append(unsafe Array(UnsafeBufferPointer(start: key, count: length)), to: &bytes)
    return bytes
  }

  /// From `encode`'s form.
  public init(decoding bytes: [UInt8]) throws(TLSError) {
    let broken = TLSError("read the node's credentials", reason: "they are not in the form that peertls makes")
    guard bytes.starts(with: Credentials.magic), bytes.count > Credentials.magic.count else { throw broken }
    var rest = bytes.dropFirst(Credentials.magic.count)
    let chain = Chain()
    for _ in 0..<(rest.popFirst() ?? 0) {
      guard let der = Credentials.take(&rest), let certificate = Certificate(der: der) else { throw broken }
      chain.append(certificate)
    }
    guard let kind = rest.popFirst(), let secret = Credentials.take(&rest), chain.count > 0,
      let key = unsafe copenssl_key_decode(Int32(kind), secret, secret.count)
    else { throw broken }
    self = unsafe Credentials(chain: chain, key: key)
  }

  /// Puts both to use in a context.
  func apply(to context: OpaquePointer) throws(TLSError) {
    guard unsafe copenssl_context_use(context, chain.pointer, key) == 1 else {
      throw TLSError(taking: "use the certificate and key")
    }
  }

  private static let magic: [UInt8] = Array("PTLScred1".utf8)

  private static func append(_ part: [UInt8], to bytes: inout [UInt8]) {
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: part.count >> shift)) }
    bytes += part
  }

  private static func take(_ bytes: inout ArraySlice<UInt8>) -> [UInt8]? {
    guard bytes.count >= 4 else { return nil }
    let length = bytes.prefix(4).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    bytes = bytes.dropFirst(4)
    guard bytes.count >= length else { return nil }
    defer { bytes = bytes.dropFirst(length) }
    return Array(bytes.prefix(length))
  }
}
