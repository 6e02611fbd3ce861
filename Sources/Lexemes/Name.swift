/// The names that a node's files give: of handlers, services, anchors and lists.
public enum Name {
  /// The longest, in bytes.
  public static let maximumBytes = 32
  /// What can be one, for messages.
  public static let form = "1 to \(maximumBytes) of a-z 0-9 . _ - starting with a letter or digit"

  /// Whether the text can be one.
  public static func isValid(_ text: String) -> Bool {
    func isAlphanumeric(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    guard let first = text.utf8.first, isAlphanumeric(first) else { return false }
    return text.utf8.count <= maximumBytes && text.utf8.allSatisfy { isAlphanumeric($0) || ".-_".utf8.contains($0) }
  }
}
