import COpenSSL
import Policy

/// SHA-256 over bytes that come one part after another.
@safe public struct Digest: ~Copyable {
  private let context: OpaquePointer

  /// Of nothing yet. Throws when OpenSSL has no memory.
  public init() throws(TLSError) {
    let context = unsafe EVP_MD_CTX_new()
    guard let context = unsafe context, unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      unsafe EVP_MD_CTX_free(context)
      throw TLSError(taking: "begin a digest")
    }
    unsafe self.context = context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Goes on with these bytes.
  public mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
  }

  /// Goes on with these bytes.
  public mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

  /// Goes on with these bytes.
  public mutating func update(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { unsafe _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
  }

  /// The digest of those that came so far; more may follow. Throws when OpenSSL has no memory.
  public func value() throws(TLSError) -> Fingerprint {
    let copy = try Digest()
    guard unsafe EVP_MD_CTX_copy_ex(copy.context, context) == 1 else { throw TLSError(taking: "copy a digest") }
    return copy.finish()
  }

  /// The digest of all of them.
  public consuming func finish() -> Fingerprint {
    let digest = unsafe [UInt8](unsafeUninitializedCapacity: Fingerprint.size) { buffer, count in
      var length = UInt32(0)
      unsafe _ = EVP_DigestFinal_ex(context, buffer.baseAddress, &length)
      count = Int(length)
    }
    return Fingerprint(bytes: digest)!
  }
}
