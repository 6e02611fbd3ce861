/// The signature schemes with which a node's key can sign a handshake, by their numbers in TLS (RFC 8446, section 4.2.3;
/// in TLS 1.2 the pairs of RFC 5246, section 7.4.1.4.1, which have the same numbers).
public enum SignatureScheme: UInt16, Sendable, CaseIterable {
  /// RSASSA-PKCS1-v1_5: TLS 1.2 alone.
  case rsaPKCS1SHA256 = 0x0401
  case rsaPKCS1SHA384 = 0x0501
  case rsaPKCS1SHA512 = 0x0601
  /// RSASSA-PSS with a key that says rsaEncryption; the salt is as long as the digest.
  case rsaPSSSHA256 = 0x0804
  case rsaPSSSHA384 = 0x0805
  case rsaPSSSHA512 = 0x0806
  /// ECDSA; TLS 1.3 binds the digest to the curve, TLS 1.2 does not.
  case ecdsaSHA256 = 0x0403
  case ecdsaSHA384 = 0x0503
  case ecdsaSHA512 = 0x0603
  /// Ed25519, RFC 8032.
  case ed25519 = 0x0807

  /// The digest that is taken of the content; nil where the scheme takes the content itself.
  public var digest: DigestName? {
    switch self {
    case .rsaPKCS1SHA256, .rsaPSSSHA256, .ecdsaSHA256: .sha256
    case .rsaPKCS1SHA384, .rsaPSSSHA384, .ecdsaSHA384: .sha384
    case .rsaPKCS1SHA512, .rsaPSSSHA512, .ecdsaSHA512: .sha512
    case .ed25519: nil
    }
  }

  /// Whether RSA pads as PSS does.
  public var isPSS: Bool { [.rsaPSSSHA256, .rsaPSSSHA384, .rsaPSSSHA512].contains(self) }

  /// Digests by the names that OpenSSL and people know.
  public enum DigestName: String, Sendable, CaseIterable { case sha256, sha384, sha512 }
}

/// The kinds of keys that a node can have.
public enum NodeKeyKind: String, Sendable, CaseIterable {
  case rsa, p256, p384, ed25519

  /// Whether such a key signs by this scheme in any handshake, those of TLS 1.2 included where they are allowed.
  public func canUse(_ scheme: SignatureScheme, allowsTLS12: Bool) -> Bool {
    switch (self, scheme) {
    case (.rsa, .rsaPSSSHA256), (.rsa, .rsaPSSSHA384), (.rsa, .rsaPSSSHA512), (.ed25519, .ed25519): true
    case (.p256, .ecdsaSHA256), (.p384, .ecdsaSHA384): true
    case (.rsa, .rsaPKCS1SHA256), (.rsa, .rsaPKCS1SHA384), (.rsa, .rsaPKCS1SHA512): allowsTLS12
    case (.p256, .ecdsaSHA384), (.p256, .ecdsaSHA512), (.p384, .ecdsaSHA256), (.p384, .ecdsaSHA512): allowsTLS12
    default: false
    }
  }

  /// The schemes by which such a key may sign this content; every other request is refused.
  public func schemes(for content: SignedContent) -> [SignatureScheme] {
    switch (content, self) {
    case (.certificateVerify, .rsa): [.rsaPSSSHA256, .rsaPSSSHA384, .rsaPSSSHA512]
    case (.certificateVerify, .p256): [.ecdsaSHA256]
    case (.certificateVerify, .p384): [.ecdsaSHA384]
    case (.serverKeyExchange, .rsa):
      [
        .rsaPSSSHA256, .rsaPSSSHA384, .rsaPSSSHA512, .rsaPKCS1SHA256, .rsaPKCS1SHA384, .rsaPKCS1SHA512,
      ]
    case (.serverKeyExchange, .p256), (.serverKeyExchange, .p384): [.ecdsaSHA256, .ecdsaSHA384, .ecdsaSHA512]
    case (_, .ed25519): [.ed25519]
    }
  }
}
