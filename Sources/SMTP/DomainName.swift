/// Names of hosts and of their domains (RFC 5321 §2.3.5), in ASCII or in any script (RFC 5890).
public enum DomainName {
  /// Whether a text is one: labels of letters, digits and hyphens, or beyond ASCII, with dots between.
  public static func isName(_ bytes: some Collection<UInt8>) -> Bool {
    let hyphen = UInt8(ascii: "-")
    guard !bytes.isEmpty, bytes.count <= SMTPLimits.domain else { return false }
    return bytes.split(separator: dot, omittingEmptySubsequences: false).allSatisfy { label in
      let label = Array(label)
      return !label.isEmpty && label.count <= 63 * 4 && label.first != hyphen && label.last != hyphen
        && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen || $0 >= 0x80 }
    }
  }

  /// A domain in the one form that is compared: lower case, labels beyond ASCII as DNS has them (`xn--`, RFC 3492).
  public static func normal(_ domain: String) -> String {
    domain.lowercased().split(separator: ".", omittingEmptySubsequences: false).map { label in
      label.utf8.allSatisfy { $0 < 0x80 } ? String(label) : "xn--" + punycode(label)
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
