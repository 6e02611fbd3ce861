import COpenSSL

/// The kinds of keys with which a node can answer.
public enum KeyKind: Sendable {
  case rsa, p256, p384, ed25519

  fileprivate init(of key: OpaquePointer?) throws(TLSError) {
    switch unsafe copenssl_key_kind(key) {
    case Int32(COPENSSL_KEY_RSA.rawValue): self = .rsa
    case Int32(COPENSSL_KEY_P256.rawValue): self = .p256
    case Int32(COPENSSL_KEY_P384.rawValue): self = .p384
    case Int32(COPENSSL_KEY_ED25519.rawValue): self = .ed25519
    default: throw TLSError("use the key", reason: "not an RSA, P-256, P-384 or Ed25519 key")
    }
  }
}

extension Certificate {
  /// What its key is. Throws where it is none that PeerTLS speaks.
  public func keyKind() throws(TLSError) -> KeyKind { try unsafe KeyKind(of: X509_get0_pubkey(pointer)) }

  /// Whether the key of this certificate has made the signature. `digest` and `isPSS` as for `Credentials.sign`.
  public func hasSigned(_ bytes: [UInt8], signature: [UInt8], digest: String?, isPSS: Bool) -> Bool {
    unsafe copenssl_verify_signature(
      pointer, digest, isPSS ? 1 : 0, bytes, bytes.count, signature, signature.count) == 1
  }
}

extension Credentials {
  /// Signs with the private key. `digest` is a name that OpenSSL knows, nil for Ed25519; RSA pads as PSS does, with a salt
  /// as long as the digest, or else as PKCS#1 v1.5.
  public func sign(_ bytes: [UInt8], digest: String?, isPSS: Bool) throws(TLSError) -> [UInt8] {
    var good: Int32 = 0
    let key = unsafe self.key
    let signature = unsafe [UInt8](unsafeUninitializedCapacity: Credentials.maximumSignatureLength) { buffer, length in
      length = buffer.count
      good = unsafe copenssl_key_sign(
        key, digest, isPSS ? 1 : 0, bytes, bytes.count, buffer.baseAddress, &length)
      if good != 1 { length = 0 }
    }
    guard good == 1 else { throw TLSError(taking: "sign") }
    return signature
  }

  private static let maximumSignatureLength = 2048
}

/// A digest by OpenSSL's name for it; nil where it has none of that name.
public func messageDigest(of bytes: [UInt8], named name: String) -> [UInt8]? {
  var digest = [UInt8](repeating: 0, count: 64)
  let length = unsafe copenssl_digest(name, bytes, bytes.count, &digest)
  return length > 0 ? Array(digest.prefix(length)) : nil
}

/// Two numbers of equal length that are an ECDSA signature, as tokens give it, in the form of TLS (RFC 3279,
/// section 2.2.3); nil where they are none.
public func ecdsaSignature(_ raw: [UInt8]) -> [UInt8]? {
  var length = 0
  let der = unsafe [UInt8](unsafeUninitializedCapacity: raw.count + 16) { buffer, filled in
    length = unsafe copenssl_ecdsa_der(raw, raw.count, buffer.baseAddress, buffer.count)
    filled = length
  }
  return length > 0 ? der : nil
}

/// Memory that held a secret.
public enum Secret {
  /// Has OpenSSL overwrite whatever it gives back: its readers of PEM keep a line of the key's text in a buffer that they do
  /// not clear. Before its first call.
  public static func wipeWhatIsFreed() throws(TLSError) {
    guard copenssl_wipe_what_is_freed() == 1 else {
      throw TLSError("keep the key's memory clean", reason: "OpenSSL is in use already")
    }
  }

  /// Overwrites the bytes where they are: no copy of them may be about.
  public static func wipe(_ bytes: inout [UInt8]) {
    unsafe bytes.withUnsafeMutableBytes { unsafe copenssl_wipe($0.baseAddress, $0.count) }
    bytes = []
  }
}
