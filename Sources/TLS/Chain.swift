import COpenSSL

/// Certificates in order, the owner's own first.
@safe public struct Chain: ~Copyable {
  package let pointer: OpaquePointer

  /// An empty one.
  public init() { unsafe pointer = copenssl_chain_new() }

  package init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }

  deinit { unsafe copenssl_chain_free(pointer) }

  /// Every certificate of a PEM text, at most 1024 and at least one; other PEM blocks are passed over.
  public init(pem: [UInt8], name: String) throws(TLSError) {
    guard let pointer = unsafe copenssl_certificates_from_pem(pem, pem.count) else {
      throw TLSError("read \(name)", reason: "no certificate in PEM form (-----BEGIN CERTIFICATE-----) or a broken one")
    }
    unsafe self.pointer = pointer
  }

  /// How many.
  public var count: Int { unsafe Int(copenssl_chain_count(pointer)) }

  /// The certificate at an index below `count`.
  public subscript(index: Int) -> Certificate {
    precondition(index >= 0 && index < count)
    return unsafe Certificate(sharing: copenssl_chain_at(pointer, Int32(index)))
  }

  /// Whether this very certificate is among them.
  func contains(_ certificate: borrowing Certificate) -> Bool {
    for index in 0..<count {
      if unsafe X509_cmp(copenssl_chain_at(pointer, Int32(index)), certificate.pointer) == 0 { return true }
    }
    return false
  }

  /// Adds one at the end.
  public func append(_ certificate: borrowing Certificate) {
    unsafe _ = copenssl_chain_append(pointer, certificate.pointer)
  }
}
