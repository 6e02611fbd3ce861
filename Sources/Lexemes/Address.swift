/// An IPv6 address: 16 bytes, as in sockaddr_in6.
public struct Address: Hashable, Sendable, CustomStringConvertible {
  /// The 16 bytes in network order.
  public let bytes: [UInt8]

  /// Takes exactly 16 bytes in network order; anything else is nil.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    self.bytes = Array(bytes)
  }

  /// Reads the text form of RFC 4291 section 2.2, an embedded IPv4 address included; no zone (`%eth0`). Nil otherwise.
  public init?(_ text: String) {
    let characters = Array(text.utf8)
    guard (2...45).contains(characters.count) else { return nil }
    var head: [UInt8] = []
    var tail: [UInt8]?
    var at = 0
    while at < characters.count {
      if characters[at] == colon {
        // Only `::` may start here: single colons are taken after their group below.
        guard at + 1 < characters.count, characters[at + 1] == colon, tail == nil else { return nil }
        tail = []
        at += 2
        continue
      }
      let end = characters[at...].firstIndex(of: colon) ?? characters.count
      guard let group = Self.group(characters[at..<end], last: end == characters.count) else { return nil }
      if tail == nil { head += group } else { tail?.append(contentsOf: group) }
      at = end
      guard at < characters.count else { break }
      if at + 1 < characters.count, characters[at + 1] == colon { continue }
      at += 1
      guard at < characters.count else { return nil }
    }
    if let tail {
      // `::` stands for at least one group of zeros.
      guard head.count + tail.count <= 14 else { return nil }
      bytes = head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    } else {
      guard head.count == 16 else { return nil }
      bytes = head
    }
  }

  /// One to four hexadecimal digits, or, at the very end, four decimal numbers with dots between.
  private static func group(_ text: ArraySlice<UInt8>, last: Bool) -> [UInt8]? {
    if text.contains(UInt8(ascii: ".")) {
      let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      guard last, parts.count == 4 else { return nil }
      var bytes: [UInt8] = []
      for part in parts {
        guard let value = Decimal.value(String(decoding: part, as: UTF8.self), most: 3),
          let byte = UInt8(exactly: value)
        else { return nil }
        guard part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
        bytes.append(byte)
      }
      return bytes
    }
    guard (1...4).contains(text.count) else { return nil }
    var value: UInt16 = 0
    for character in text {
      guard let digit = Character(Unicode.Scalar(character)).hexDigitValue else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return [UInt8(value >> 8), UInt8(value & 0xff)]
  }

  /// The canonical text of RFC 5952 section 4: lower case, no leading zeros, the longest run of zeros as `::`.
  public var description: String {
    let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    var longest = 0..<0
    var start = 0
    for (index, group) in groups.enumerated() {
      if group != 0 { start = index + 1 }
      if index + 1 - start > longest.count { longest = start..<(index + 1) }
    }
    func text(_ groups: ArraySlice<UInt16>) -> String {
      groups.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard longest.count > 1 else { return text(groups[...]) }
    return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
  }
}

private let colon = UInt8(ascii: ":")
