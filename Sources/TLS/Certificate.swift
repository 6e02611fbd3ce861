import COpenSSL
import Policy

/// An X.509 certificate (RFC 5280); a reference of its own to OpenSSL's object.
@safe public struct Certificate: ~Copyable {
  package let pointer: OpaquePointer

  init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }

  package init(sharing pointer: OpaquePointer) {
    unsafe X509_up_ref(pointer)
    unsafe self.pointer = pointer
  }

  deinit { unsafe X509_free(pointer) }

  /// From DER, nothing after it; nil where it is not a certificate.
  public init?(der: [UInt8]) {
    guard let pointer = unsafe copenssl_certificate_from_der(der, der.count) else { return nil }
    unsafe self.pointer = pointer
  }

  /// The certificate's DER; empty only when memory has run out.
  public var der: [UInt8] { unsafe OwnedBytes.take { unsafe copenssl_der(pointer, &$0) } }

  /// SHA-256 of the DER.
  public var fingerprint: Fingerprint { Certificate.fingerprint(of: der) }

  /// SHA-256 of the SubjectPublicKeyInfo's DER, the pin of RFC 7469.
  public var keyFingerprint: Fingerprint {
    Certificate.fingerprint(of: unsafe OwnedBytes.take { unsafe copenssl_public_key_der(pointer, &$0) })
  }

  /// Equal for names by which OpenSSL would find an issuer.
  public var subjectHash: UInt32 { unsafe copenssl_subject_hash(pointer) }
  /// The same of the issuer's name.
  public var issuerHash: UInt32 { unsafe copenssl_issuer_hash(pointer) }

  /// The serial number's magnitude, at most 64 bytes; empty when it is longer.
  public var serial: [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
      count = unsafe copenssl_serial(pointer, buffer.baseAddress, buffer.count)
    }
  }

  /// Whether the issuer's key signed it.
  func isSigned(by issuer: borrowing Certificate) -> Bool {
    unsafe copenssl_is_signed_by(pointer, issuer.pointer) == 1
  }

  /// Whether key usage and extended key usage let a person or device sign a handshake with it, in either role:
  /// digitalSignature, and clientAuth, serverAuth or emailProtection.
  public var maySignHandshakes: Bool { unsafe copenssl_may_sign_handshakes(pointer) == 1 }

  /// The time in which it is good, in seconds since 1970, both ends included; nil when a time cannot be read.
  public var validity: ClosedRange<Int64>? {
    var (bad, worse) = (Int32(0), Int32(0))
    let (from, to) = unsafe (copenssl_not_before(pointer, &bad), copenssl_not_after(pointer, &worse))
    return bad == 0 && worse == 0 && from <= to ? from...to : nil
  }

  /// SHA-256 of some bytes.
  public static func fingerprint(of bytes: [UInt8]) -> Fingerprint {
    var digest = [UInt8](repeating: 0, count: 32)
    unsafe _ = copenssl_sha256(bytes, bytes.count, &digest)
    return Fingerprint(bytes: digest)!
  }
}

/// Memory that OpenSSL has given away.
package enum OwnedBytes {
  /// Copies what `fill` returns the length of, and gives the memory back.
  package static func take(_ fill: (inout UnsafeMutablePointer<UInt8>?) -> Int32) -> [UInt8] {
    var memory: UnsafeMutablePointer<UInt8>?
    let length = unsafe fill(&memory)
    defer { unsafe copenssl_release(memory) }
    return unsafe length > 0 ? Array(UnsafeBufferPointer(start: memory, count: Int(length))) : []
  }

  /// Gives memory back.
  package static func release(_ memory: UnsafeMutablePointer<UInt8>?) { unsafe copenssl_release(memory) }
}
