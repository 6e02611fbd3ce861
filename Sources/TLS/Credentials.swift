import COpenSSL

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

  /// From PEM. Throws where either is broken, the key needs a passphrase, or is not the certificate's.
  public init(certificates: [UInt8], key: [UInt8], certificateName: String, keyName: String) throws(TLSError) {
    let chain = try Chain(pem: certificates, name: certificateName)
    self = try Credentials(chain: chain, key: key, certificateName: certificateName, keyName: keyName)
  }

  /// The key from PEM. Throws where it is broken, needs a passphrase, or is not the first certificate's.
  public init(
    chain: consuming Chain, key: [UInt8], certificateName: String, keyName: String
  ) throws(TLSError) {
    guard let key = unsafe copenssl_key_from_pem(key, key.count) else {
      let reason = Library.takeError().text
      throw TLSError("read \(keyName)", reason: "no private key in PEM form without a passphrase (\(reason))")
    }
    guard unsafe copenssl_key_matches(key, chain[0].pointer) == 1 else {
      unsafe EVP_PKEY_free(key)
      throw Credentials.mismatch(certificateName: certificateName, keyName: keyName)
    }
    self = unsafe Credentials(chain: chain, key: key)
  }

  /// What is said where a key is not the certificate's.
  public static func mismatch(certificateName: String, keyName: String) -> TLSError {
    TLSError("read \(keyName)", reason: "it is not the key of the first certificate in \(certificateName)")
  }

  /// Puts both to use in a context.
  func apply(to context: OpaquePointer) throws(TLSError) {
    guard unsafe copenssl_context_use(context, chain.pointer, key) == 1 else {
      throw TLSError(taking: "use the certificate and key")
    }
  }
}
