import FTP

/// A command as it goes over the wire.
public enum Request {
  /// A verb and its argument, with the line's end; nil where the argument has a character in it that could end the line, or
  /// that FTP has no room for.
  public static func line(_ verb: String, _ argument: String? = nil) -> [UInt8]? {
    guard let argument else { return Array((verb + "\r\n").utf8) }
    guard isSendable(argument) else { return nil }
    return Array("\(verb) \(argument)\r\n".utf8)
  }

  /// Seconds since 1970 as an argument (RFC 3659 §2.3).
  public static func time(_ seconds: Int64) -> String { TimeValue.text(seconds) }

  /// Whether a file can have that name at both ends: 1 to 255 bytes, no `/`, no control characters, not `.` or `..`, and
  /// not the name that servers of ours keep for themselves.
  public static func isName(_ text: String) -> Bool { VirtualPath.isName(text) }

  /// Whether an argument can be sent: no control characters.
  public static func isSendable(_ argument: String) -> Bool {
    !argument.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
  }
}
