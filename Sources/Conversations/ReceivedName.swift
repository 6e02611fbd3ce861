import Digests
import Lexemes
import Spool

/// What a received message is known by, however often and over whichever connection it comes.
public enum MessageHash {
  /// Its length, in bytes.
  public static let bytes = 8

  /// The first 8 bytes of SHA-256 over Call-ID, NUL, the number of CSeq, NUL, the From tag.
  public static func of(callID: String, sequence: UInt32, fromTag: String) -> [UInt8] {
    Array(SHA256.digest(Array("\(callID)\0\(sequence)\0\(fromTag)".utf8)).prefix(bytes))
  }
}

/// A file's name in new/ and cur/: `SECONDS.MICROS.HASH,S=BYTES`.
public struct ReceivedName: Equatable, Sendable {
  /// When it was stored, in microseconds since 1970.
  public let time: UInt64
  /// The message's ``MessageHash``, as a number.
  let hash: UInt64
  /// The file's length in bytes, as the name has it.
  public let bytes: UInt64

  init(time: UInt64, hash: UInt64, bytes: UInt64) {
    (self.time, self.hash, self.bytes) = (min(time, UniqueName.lastTime), hash, bytes)
  }

  /// Reads a name; nil for any other. Whoever may write there may have written it: the length need not be true.
  public init?(_ name: String) {
    let unique = String(decoding: name.utf8.prefix(UniqueName.length), as: UTF8.self)
    let rest = name.dropFirst(unique.count)
    guard name.utf8.count <= UniqueName.length + 10, let time = UniqueName.time(unique), rest.hasPrefix(",S="),
      let bytes = Decimal.value(rest.dropFirst(3), most: 7), let hash = UInt64(unique.suffix(16), radix: 16)
    else { return nil }
    self.init(time: time, hash: hash, bytes: bytes)
  }

  /// The name.
  public var text: String {
    let digits = String(hash, radix: 16)
    return UniqueName.make(time).dropLast(16) + String(repeating: "0", count: 16 - digits.utf8.count) + digits
      + ",S=\(bytes)"
  }
}
