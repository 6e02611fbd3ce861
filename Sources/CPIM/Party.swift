/// Somebody in a From, To or cc header: `Formal Name <URI>` (RFC 3862, 4.1).
public struct Party: Hashable, Sendable {
  /// What the sender calls them; nil where there is nothing.
  public var name: String?
  /// Such as `im:alice@example.org` or `sip:alice@example.org`.
  public var uri: String

  /// What a URI cannot have (spaces, controls, brackets, quotes, backslashes) is written %XX.
  public init(name: String? = nil, uri: String) { (self.name, self.uri) = (name, uri) }

  /// A header's value; nil if it is none.
  init?(parsing value: some StringProtocol) {
    let value = value.trimmed
    guard value.unicodeScalars.last == ">", let open = value.unicodeScalars.lastIndex(of: "<") else { return nil }
    let uri = value.unicodeScalars[value.unicodeScalars.index(after: open)...].dropLast()
    guard !uri.isEmpty, uri.allSatisfy(Self.isAllowedInURI) else { return nil }
    self.uri = String(uri)
    let name = Substring(value.unicodeScalars[..<open]).trimmed
    guard name.unicodeScalars.first == "\"" else {
      guard !name.unicodeScalars.contains(where: { $0 == "<" || $0 == ">" || $0 == "\"" }) else { return nil }
      self.name = name.isEmpty ? nil : Escapes.unescape(name)
      return
    }
    guard let string = Self.string(name) else { return nil }
    self.name = string.isEmpty ? nil : Escapes.unescape(string)
  }

  /// What stands between the quotes, if nothing stands after them.
  private static func string(_ text: Substring) -> Substring? {
    let scalars = text.unicodeScalars
    var at = scalars.index(after: scalars.startIndex)
    while at < scalars.endIndex, scalars[at] != "\"" {
      if scalars[at] == "\\" { scalars.formIndex(after: &at) }
      if at < scalars.endIndex { scalars.formIndex(after: &at) }
    }
    guard at < scalars.endIndex, scalars.index(after: at) == scalars.endIndex else { return nil }
    return Substring(scalars[scalars.index(after: scalars.startIndex)..<at])
  }

  private static func isAllowedInURI(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isControl && !" <>\"\\".unicodeScalars.contains(scalar)
  }

  /// As it is written in a header.
  var value: String {
    var result = ""
    if let name, !name.isEmpty { result = "\"\(Escapes.escape(name, quotes: true))\" " }
    result += "<"
    for scalar in uri.unicodeScalars {
      if Self.isAllowedInURI(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        for byte in String(Character(scalar)).utf8 { result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16) }
      }
    }
    return result + ">"
  }
}
