import COpenSSL

/// A private key that was just made, for the certificate of a person or device.
@safe public struct PrivateKey: ~Copyable {
  /// How long a self-signed certificate is good, in days: who trusts it trusts its key, so there is nothing to renew.
  public static let selfSignedDays = 3650

  private let pointer: OpaquePointer

  /// A new P-256 key. Throws when OpenSSL has no randomness or memory.
  public init() throws(TLSError) {
    guard let pointer = unsafe copenssl_key_generate() else { throw TLSError(taking: "make a key") }
    unsafe self.pointer = pointer
  }

  deinit { unsafe EVP_PKEY_free(pointer) }

  /// PEM (PKCS #8, without a passphrase); empty only when memory has run out.
  public var pem: [UInt8] { unsafe OwnedBytes.take { unsafe copenssl_key_to_pem(pointer, &$0) } }

  /// A certificate that the key has signed itself: CN, emailAddress and rfc822Name, for both roles and for mail, good
  /// from an hour ago. Throws where a name is too long (64 characters, 128 for the address) or not in its alphabet.
  public func selfSigned(name: String, email: String) throws(TLSError) -> Certificate {
    guard let certificate = unsafe copenssl_self_signed(pointer, name, email, Int32(PrivateKey.selfSignedDays)) else {
      throw TLSError(taking: "make a certificate for \(name) <\(email)>")
    }
    return unsafe Certificate(adopting: certificate)
  }

  /// A certificate request for the same names (PKCS #10), PEM.
  public func request(name: String, email: String) throws(TLSError) -> [UInt8] {
    let pem = unsafe OwnedBytes.take { unsafe copenssl_request_pem(pointer, name, email, &$0) }
    guard !pem.isEmpty else { throw TLSError(taking: "make a certificate request for \(name) <\(email)>") }
    return pem
  }
}

extension Certificate {
  /// PEM; empty only when memory has run out.
  public var pem: [UInt8] { unsafe OwnedBytes.take { unsafe copenssl_certificate_to_pem(pointer, &$0) } }
}
