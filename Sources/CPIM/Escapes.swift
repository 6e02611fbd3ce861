/// Escapes in the values of headers (RFC 3862).
enum Escapes {
  /// The text with every backslash and control character escaped, and the double quote where it would end a string.
  static func escape(_ text: String, quotes: Bool = false) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
      case "\"" where quotes: result.append(contentsOf: "\\\"".unicodeScalars)
      case "\u{8}": result.append(contentsOf: "\\b".unicodeScalars)
      case "\t": result.append(contentsOf: "\\t".unicodeScalars)
      case "\n": result.append(contentsOf: "\\n".unicodeScalars)
      case "\r": result.append(contentsOf: "\\r".unicodeScalars)
      case _ where scalar.isControl:
        let digits = String(scalar.value, radix: 16)
        result.append(
          contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// The text with its escapes undone. A backslash before anything else stands for itself; a surrogate becomes U+FFFD
  /// unless its other half follows.
  static func unescape(_ text: some StringProtocol) -> String {
    var result = String.UnicodeScalarView()
    var rest = Substring(text).unicodeScalars
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let next = rest.first else {
        result.append(scalar)
        continue
      }
      rest.removeFirst()
      switch next {
      case "\\", "\"", "'": result.append(next)
      case "b": result.append("\u{8}")
      case "t": result.append("\t")
      case "n": result.append("\n")
      case "r": result.append("\r")
      case "u":
        if let unit = unit(&rest) {
          result.append(decode(unit, &rest))
        } else {
          result.append(contentsOf: "\\u".unicodeScalars)
        }
      default: result.append(contentsOf: ["\\", next])
      }
    }
    return String(result)
  }

  /// Four hexadecimal digits.
  private static func unit(_ rest: inout Substring.UnicodeScalarView) -> UInt16? {
    let digits = rest.prefix(4)
    guard digits.count == 4, digits.allSatisfy({ $0.properties.isASCIIHexDigit }),
      let unit = UInt16(String(digits), radix: 16)
    else { return nil }
    rest = rest.dropFirst(4)
    return unit
  }

  private static func decode(_ unit: UInt16, _ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar {
    if let scalar = Unicode.Scalar(unit) { return scalar }
    var following = rest
    guard UTF16.isLeadSurrogate(unit), following.popFirst() == "\\", following.popFirst() == "u",
      let other = self.unit(&following), UTF16.isTrailSurrogate(other)
    else { return "\u{FFFD}" }
    rest = following
    return Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(other) - 0xDC00)) ?? "\u{FFFD}"
  }
}

extension Unicode.Scalar {
  /// A control character, C0 or C1.
  var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}

extension StringProtocol {
  /// Without the spaces and tabs around it.
  var trimmed: Substring {
    var rest = Substring(self).unicodeScalars
    while let first = rest.first, first.isBlank { rest.removeFirst() }
    while let last = rest.last, last.isBlank { rest.removeLast() }
    return Substring(rest)
  }
}

extension Unicode.Scalar {
  fileprivate var isBlank: Bool { self == " " || self == "\t" }
}
