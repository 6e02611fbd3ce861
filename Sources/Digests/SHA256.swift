import CNettle
import Processes

/// SHA-256 (FIPS 180-4), over nettle, which uses the processor's own instructions for it where there are any.
public struct SHA256 {
  /// The length of a digest, in bytes.
  public static let digestBytes = 32
  /// How much of a file is read at once, in bytes.
  public static let pieceBytes = 256 * 1024

  private var context = sha256_ctx()

  /// Of nothing yet.
  public init() { unsafe nettle_sha256_init(&context) }

  /// Adds bytes.
  public mutating func update(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe nettle_sha256_update(&context, buffer.count, buffer.bindMemory(to: UInt8.self).baseAddress)
    }
  }

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) { update(unsafe bytes.span.bytes) }

  /// The digest of all that was added. What is added afterwards begins another.
  public mutating func digest() -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: SHA256.digestBytes) { buffer, count in
      unsafe nettle_sha256_digest(&context, SHA256.digestBytes, buffer.baseAddress)
      count = SHA256.digestBytes
    }
  }

  /// The digest of a text.
  public static func digest(_ message: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(message)
    return hash.digest()
  }
}
