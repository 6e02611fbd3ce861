/// Names of hosts and of their domains (RFC 5321 §2.3.5), in ASCII or in any script (RFC 5890).
public enum DomainName {
  /// Whether a text is one: labels of letters, digits and hyphens, with dots between; beyond ASCII letters, marks and
  /// digits of any script.
  public static func isName(_ bytes: some Collection<UInt8>) -> Bool {
    let hyphen = UInt8(ascii: "-")
    guard !bytes.isEmpty, bytes.count <= SMTPLimits.domain, isReadable(bytes) else { return false }
    return bytes.split(separator: dot, omittingEmptySubsequences: false).allSatisfy { label in
      let label = Array(label)
      return !label.isEmpty && label.count <= 63 * 4 && label.first != hyphen && label.last != hyphen
        && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen || $0 >= 0x80 }
    }
  }

  /// Whether a text is a name, or an address literal in its brackets.
  public static func isNameOrLiteral(_ bytes: some Collection<UInt8>) -> Bool {
    if isName(bytes) { return true }
    let inside = bytes.dropFirst().dropLast()
    return bytes.first == UInt8(ascii: "[") && bytes.dropFirst(bytes.count - 1).first == UInt8(ascii: "]")
      && !inside.isEmpty && inside.allSatisfy(isLiteralText)
  }

  private static func isReadable(_ bytes: some Collection<UInt8>) -> Bool {
    if bytes.allSatisfy({ $0 < 0x80 }) { return true }
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
        .spacingMark, .decimalNumber:
        true
      default: scalar.isASCII
      }
    }
  }

  /// A domain in the one form that is compared: lower case, labels beyond ASCII as DNS has them (`xn--`, RFC 3492). A
  /// letter of another alphabet that becomes one of ASCII is none of ASCII.
  public static func normal(_ domain: String) -> String {
    domain.utf8.split(separator: dot, omittingEmptySubsequences: false).map { label in
      if label.allSatisfy({ $0 < 0x80 }) { return String(decoding: SMTP.lowercased(label), as: UTF8.self) }
      return "xn--" + punycode(String(decoding: label, as: UTF8.self).lowercased()[...])
    }.joined(separator: ".")
  }

  /// RFC 3492 §6.3.
  private static func punycode(_ label: Substring) -> String {
    let scalars = label.unicodeScalars.map(\.value)
    var output = scalars.filter { $0 < 0x80 }.map { UInt8($0) }
    let basic = output.count
    if basic > 0 { output.append(UInt8(ascii: "-")) }
    var (point, delta, bias, handled) = (UInt32(0x80), 0, 72, basic)
    while handled < scalars.count {
      let next = scalars.filter { $0 >= point }.min() ?? point
      delta += Int(next - point) * (handled + 1)
      point = next
      for scalar in scalars {
        if scalar < point { delta += 1 }
        guard scalar == point else { continue }
        append(delta, bias, to: &output)
        bias = adapted(delta, handled + 1, isFirst: handled == basic)
        delta = 0
        handled += 1
      }
      delta += 1
      point += 1
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func append(_ delta: Int, _ bias: Int, to output: inout [UInt8]) {
    var (rest, place) = (delta, 36)
    while true {
      let threshold = min(max(place - bias, 1), 26)
      if rest < threshold { break }
      output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
      rest = (rest - threshold) / (36 - threshold)
      place += 36
    }
    output.append(digit(rest))
  }

  private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? 0x61 + value : 0x30 + value - 26) }

  private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var place = 0
    while delta > 455 {
      delta /= 35
      place += 36
    }
    return place + 36 * delta / (delta + 38)
  }
}
