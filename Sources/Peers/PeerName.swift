/// What peers' directories are called: an e-mail address that an anchor vouches for, or the hexadecimal digits of a key.
public enum PeerName {
  /// The longest name, in bytes.
  public static let maximumBytes = 128

  /// The name for an e-mail address, in lower case; nil for one that is no safe name for a directory: over
  /// ``maximumBytes``, with other characters than `A-Za-z0-9._+@=-`, without a part on either side of its only `@`, or
  /// beginning with a dot or a hyphen.
  public static func of(email: String) -> String? {
    let bytes = email.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 32 : $0 }
    guard (3...maximumBytes).contains(bytes.count), bytes.allSatisfy(isSafe),
      // A leading dot hides a directory, and a leading hyphen is an option to people's commands.
      bytes.first != UInt8(ascii: "."), bytes.first != UInt8(ascii: "-"),
      let at = bytes.firstIndex(of: UInt8(ascii: "@")), at == bytes.lastIndex(of: UInt8(ascii: "@")),
      at > 0, at < bytes.count - 1
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The name for a key: its 64 digits in lower case; nil for what is no key.
  public static func of(key: String) -> String? {
    guard key.utf8.count == 64, key.utf8.allSatisfy({ hexadecimal($0) != nil }) else { return nil }
    return key.lowercased()
  }

  /// Whether a directory of that name can be a peer's.
  public static func isName(_ text: String) -> Bool { of(email: text) == text || of(key: text) == text }

  private static func isSafe(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "._+@=-".utf8.contains(byte)
    }
  }
}

/// The value of a hexadecimal digit of either case; nil for any other byte.
private func hexadecimal(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
