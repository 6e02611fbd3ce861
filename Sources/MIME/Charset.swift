/// Octets of a character set as text.
public enum Charset {
  /// UTF-8, US-ASCII and ISO-8859-1 are known, by any of their usual names; of others what is ASCII, and U+FFFD for the
  /// rest. Any character may be in the result, so it is to be shown safely.
  static func text(_ octets: some Collection<UInt8>, _ name: String) -> String {
    switch name.asciiLowercased {
    case "utf-8", "utf8": return String(decoding: octets, as: UTF8.self)
    case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "l1":
      var text = String.UnicodeScalarView()
      for octet in octets { text.append(Unicode.Scalar(octet)) }
      return String(text)
    default:
      var text = String.UnicodeScalarView()
      for octet in octets { text.append(octet < 0x80 ? Unicode.Scalar(octet) : "\u{FFFD}") }
      return String(text)
    }
  }

  /// Whether text in it can be shown in full.
  public static func isKnown(_ name: String) -> Bool {
    let names = ["utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "l1"]
    return names.contains(name.asciiLowercased)
  }
}
