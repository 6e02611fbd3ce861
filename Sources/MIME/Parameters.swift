/// What follows a value in Content-Type and Content-Disposition (RFC 2045, section 5.1; RFC 2231).
public struct Parameters: Equatable, Sendable {
  private var values: [(name: String, value: String)] = []

  init() {}

  /// The value of a parameter, whose name is given in lower case.
  public subscript(name: String) -> String? { values.first { $0.name == name }?.value }

  /// Equal where they have the same values in the same order.
  public static func == (one: Parameters, other: Parameters) -> Bool {
    one.values.elementsEqual(other.values) { $0 == $1 }
  }

  mutating func append(_ name: String, _ value: String) { values.append((name, value)) }

  /// Reads what begins with a semicolon, or nothing. Nil where it is no such thing, where a name stands twice, or where
  /// there are more than `MIMELimits.parameters`: another reader might take another one for the truth.
  init?(_ reader: inout ValueReader) {
    var pieces: [String: Pieces] = [:]
    var order: [String] = []
    var count = 0
    while true {
      reader.skipSpace()
      guard reader.take(UInt8(ascii: ";")) else { break }
      reader.skipSpace()
      if reader.isAtEnd { break }
      count += 1
      guard count <= MIMELimits.parameters, let written = reader.word(Byte.isToken) else { return nil }
      reader.skipSpace()
      guard reader.take(UInt8(ascii: "=")) else { return nil }
      reader.skipSpace()
      guard let value = reader.word(Byte.isToken).map({ Array($0) }) ?? reader.quoted() else { return nil }
      guard let name = ParameterName(written) else { return nil }
      if pieces[name.base] == nil { order.append(name.base) }
      guard pieces[name.base, default: Pieces()].add(name, value) else { return nil }
    }
    guard reader.isAtEnd else { return nil }
    for name in order {
      guard let value = pieces[name]?.value else { return nil }
      append(name, value)
    }
  }
}

/// A parameter's name as RFC 2231 writes it: `name`, `name*`, `name*0` or `name*0*`.
private struct ParameterName {
  let base: String
  let section: Int?
  let isExtended: Bool

  init?(_ written: ArraySlice<UInt8>) {
    var rest = written
    isExtended = rest.last == UInt8(ascii: "*")
    if isExtended { rest.removeLast() }
    let parts = rest.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), !parts[0].isEmpty else { return nil }
    base = String(decoding: parts[0], as: UTF8.self).asciiLowercased
    if parts.count == 2 {
      guard (1...3).contains(parts[1].count), parts[1].allSatisfy(Byte.isDigit) else { return nil }
      section = Int(String(decoding: parts[1], as: UTF8.self))
    } else {
      section = nil
    }
  }
}

/// What was said of one parameter.
private struct Pieces {
  private var plain: [UInt8]?
  private var extended: [UInt8]?
  private var sections: [Int: (isExtended: Bool, text: [UInt8])] = [:]

  /// False where the same was said before.
  mutating func add(_ name: ParameterName, _ value: [UInt8]) -> Bool {
    if let section = name.section {
      return sections.updateValue((name.isExtended, value), forKey: section) == nil
    }
    if name.isExtended {
      defer { extended = value }
      return extended == nil
    }
    defer { plain = value }
    return plain == nil
  }

  /// The extended form is the better one where both are there, as RFC 6266 has it.
  var value: String? {
    if let extended { return Pieces.decode([(true, extended)]) }
    if sections.isEmpty { return plain.map { EncodedWords.decode($0) } }
    let ordered = (0..<sections.count).compactMap { sections[$0] }
    return ordered.count == sections.count ? Pieces.decode(ordered) : nil
  }

  private static func decode(_ pieces: [(isExtended: Bool, text: [UInt8])]) -> String? {
    var charset = "utf-8"
    var octets: [UInt8] = []
    for (index, piece) in pieces.enumerated() {
      var text = piece.text[...]
      if index == 0 && piece.isExtended {
        let parts = text.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        charset = parts[0].isEmpty ? "us-ascii" : String(decoding: parts[0], as: UTF8.self)
        text = parts[2]
      }
      octets += piece.isExtended ? unescape(text) : Array(text)
    }
    return Charset.text(octets, charset)
  }

  private static func unescape(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var (result, at): ([UInt8], Int) = ([], text.startIndex)
    while at < text.endIndex {
      if text[at] == UInt8(ascii: "%"), at + 2 < text.endIndex, let high = Byte.value(ofDigit: text[at + 1]),
        let low = Byte.value(ofDigit: text[at + 2])
      {
        result.append(high << 4 | low)
        at += 3
      } else {
        result.append(text[at])
        at += 1
      }
    }
    return result
  }
}
