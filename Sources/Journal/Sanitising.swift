import SafeText

extension String {
  /// The text with every scalar that `escaped` names, unsafe ones and backslashes written as `\xNN` a byte, `\"` or
  /// `\\`; `unescaped` takes it back.
  func escaped(_ escaped: Set<Unicode.Scalar>) -> String {
    var result = ""
    for scalar in unicodeScalars {
      if scalar == "\\" || (scalar == "\"" && escaped.contains(scalar)) {
        result += "\\"
        result.unicodeScalars.append(scalar)
      } else if escaped.contains(scalar) || scalar.isUnsafeToShow {
        for byte in String(Character(scalar)).utf8 {
          result += byte < 16 ? "\\x0" : "\\x"
          result += String(byte, radix: 16)
        }
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension ArraySlice<UInt8> {
  /// What `escaped` wrote; nil when an escape is malformed or the result is not UTF-8.
  var unescaped: String? {
    var bytes: [UInt8] = []
    var rest = self
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "\""): bytes.append(UInt8(ascii: "\""))
      case UInt8(ascii: "x"):
        guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
          return nil
        }
        bytes.append(value)
        rest = rest.dropFirst(2)
      default: return nil
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

extension String {
  /// The text as a terminal may show it: what could move its cursor, turn its direction or hide something is written
  /// `\xNN` a byte, a backslash `\\`.
  public var sanitised: String { escaped([]) }

  /// The text as a JSON string (RFC 8259), quotes included; what a terminal must not show is escaped as well.
  public var asJSON: String {
    var result = "\""
    for scalar in unicodeScalars {
      if scalar == "\"" || scalar == "\\" {
        result += "\\"
        result.unicodeScalars.append(scalar)
      } else if scalar.isUnsafeToShow {
        for unit in String(Character(scalar)).utf16 {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
