import COpenSSL

/// A certificate revocation list (RFC 5280 section 5).
@safe public struct RevocationList: ~Copyable {
  private let pointer: OpaquePointer

  private init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }

  deinit { unsafe X509_CRL_free(pointer) }

  /// Takes the next list off a PEM text or DER bytes; nil when none is left.
  public static func next(in bytes: inout ArraySlice<UInt8>) -> RevocationList? {
    var consumed = 0
    let list = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe copenssl_crl_from_pem(buffer.baseAddress, buffer.count, &consumed)
    }
    guard let list = unsafe list else { return nil }
    bytes = bytes.dropFirst(max(consumed, 1))
    return unsafe RevocationList(adopting: list)
  }

  /// `issuer`'s name stands on it, its key (with cRLSign where key usage is stated) signed it.
  public func isSigned(by issuer: borrowing Certificate) -> Bool {
    unsafe copenssl_crl_signed_by(pointer, issuer.pointer) == 1
  }

  /// It is a whole list: no delta, no partition, no critical extension.
  public var isComplete: Bool { unsafe copenssl_crl_is_complete(pointer) == 1 }

  /// When it was issued, in seconds since 1970; nil where that cannot be read.
  public var thisUpdate: Int64? {
    var bad = Int32(0)
    let time = unsafe copenssl_crl_this_update(pointer, &bad)
    return bad == 0 ? time : nil
  }

  /// When the next one is due, in seconds since 1970; nil where it does not say.
  public var nextUpdate: Int64? {
    var bad = Int32(0)
    let time = unsafe copenssl_crl_next_update(pointer, &bad)
    return bad == 0 ? time : nil
  }

  /// The issuer's name, for messages.
  public var issuer: String {
    var text = [UInt8](repeating: 0, count: 256)
    unsafe text.withUnsafeMutableBytes { buffer in
      unsafe copenssl_crl_issuer(pointer, buffer.bindMemory(to: CChar.self).baseAddress, buffer.count)
    }
    return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The serial numbers that it revokes, in its order.
  public var serials: [[UInt8]] {
    final class Collector { var serials: [[UInt8]] = [] }
    let collector = Collector()
    let owner = unsafe Unmanaged.passUnretained(collector).toOpaque()
    unsafe copenssl_crl_each(pointer, owner) { owner, serial, length in
      let collector = unsafe Unmanaged<Collector>.fromOpaque(owner!).takeUnretainedValue()
      unsafe collector.serials.append(Array(UnsafeBufferPointer(start: serial, count: length)))
    }
    return collector.serials
  }
}
