/// A host name, an IPv4 address, or an IPv6 address in brackets (RFC 3261 §25.1).
struct Host: Sendable {
  /// As it was written, with brackets around an IPv6 address.
  let text: String
  let isAddress: Bool
  /// Equal for hosts that are the same: a name without case, an IPv6 address however it is written.
  let key: String

  /// The whole text.
  init(_ text: String) throws(SIPError) {
    var scanner = Scanner(text)
    try self.init(scanning: &scanner)
    guard scanner.isAtEnd else { throw .malformed("host") }
  }

  init(scanning scanner: inout Scanner) throws(SIPError) {
    if scanner.take("[") {
      guard let reference = scanner.take(.reference), scanner.take("]"), let groups = Host.groups(reference) else {
        throw .malformed("host")
      }
      text = "[\(reference)]"
      isAddress = true
      key = "[" + groups.map { String($0, radix: 16) }.joined(separator: ":") + "]"
      return
    }
    guard let name = scanner.take(.hostname), name.utf8.count <= Limits.host else { throw .malformed("host") }
    text = name
    isAddress = Host.octets(name) != nil
    guard isAddress || Host.isName(name) else { throw .malformed("host") }
    key = lowercased(name.utf8.last == dot && name.utf8.count > 1 ? name.dropLast() : name[...])
  }

  /// Labels, of which the last does not begin with a digit; a dot may end the name.
  private static func isName(_ name: String) -> Bool {
    var labels = name.utf8.split(separator: dot, omittingEmptySubsequences: false)
    if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
    guard let last = labels.last?.first, !ByteSet.digit.contains(last) else { return false }
    return labels.allSatisfy { label in
      label.first.map(ByteSet.alphanumeric.contains) == true && label.last.map(ByteSet.alphanumeric.contains) == true
    }
  }

  private static func octets(_ text: some StringProtocol) -> [UInt8]? {
    let parts = text.utf8.split(separator: dot, omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var octets: [UInt8] = []
    for part in parts {
      guard 1...3 ~= part.count, part.allSatisfy(ByteSet.digit.contains) else { return nil }
      guard let octet = UInt8(String(decoding: part, as: UTF8.self)) else { return nil }
      octets.append(octet)
    }
    return octets
  }

  /// The eight groups of an IPv6 address (RFC 4291 §2.2), the last two perhaps written as an IPv4 address.
  private static func groups(_ text: String) -> [UInt16]? {
    var text = text[...]
    var tail: [UInt16] = []
    if text.utf8.contains(dot) {
      guard let colon = text.lastIndex(of: ":"), let octets = octets(text[text.index(after: colon)...]) else {
        return nil
      }
      tail = [UInt16(octets[0]) << 8 | UInt16(octets[1]), UInt16(octets[2]) << 8 | UInt16(octets[3])]
      text = text[...colon]
      if !text.hasSuffix("::") { text = text.dropLast() }
    }
    let wanted = 8 - tail.count
    guard let gap = firstGap(text) else {
      guard let groups = plainGroups(text), groups.count == wanted else { return nil }
      return groups + tail
    }
    let after = text[text.index(gap, offsetBy: 2)...]
    guard let head = plainGroups(text[..<gap]), let rest = plainGroups(after), head.count + rest.count < wanted else {
      return nil
    }
    return head + [UInt16](repeating: 0, count: wanted - head.count - rest.count) + rest + tail
  }

  /// Where `::` begins.
  private static func firstGap(_ text: Substring) -> Substring.Index? {
    text.indices.first { text[$0...].hasPrefix("::") }
  }

  private static func plainGroups(_ text: Substring) -> [UInt16]? {
    if text.isEmpty { return [] }
    var groups: [UInt16] = []
    for part in text.split(separator: ":", omittingEmptySubsequences: false) {
      guard 1...4 ~= part.utf8.count, let group = UInt16(part, radix: 16) else { return nil }
      groups.append(group)
    }
    return groups
  }
}

private let dot: UInt8 = 0x2e
