/// A media type with its parameters (RFC 2045, 5.1). Type, subtype and the names of parameters are in lower case.
public struct ContentType: Hashable, Sendable {
  /// What follows a semicolon.
  public struct Parameter: Hashable, Sendable {
    /// In lower case.
    public let name: String
    /// Without quotes and escapes.
    public let value: String
  }

  /// What stands before the slash.
  public let type: String
  /// What stands after it.
  public let subtype: String
  /// In the order in which they were written; no name stands twice.
  public let parameters: [Parameter]

  /// Plain text in UTF-8.
  public static let text = ContentType("text", "plain", [Parameter(name: "charset", value: "utf-8")])
  /// message/cpim (RFC 3862).
  public static let cpim = ContentType("message", "cpim")
  /// message/imdn+xml (RFC 5438).
  public static let notification = ContentType("message", "imdn+xml")
  /// application/im-iscomposing+xml (RFC 3994).
  public static let composing = ContentType("application", "im-iscomposing+xml")
  /// What content is that does not say what it is (RFC 2045, 5.2).
  static let unstated = ContentType("text", "plain", [Parameter(name: "charset", value: "us-ascii")])

  private init(_ type: String, _ subtype: String, _ parameters: [Parameter] = []) {
    (self.type, self.subtype, self.parameters) = (type, subtype, parameters)
  }

  /// Reads `type/subtype; name=value; name="value"`; nil if it is nothing of the kind, or names a parameter twice.
  public init?(parsing text: some StringProtocol) {
    var reader = Reader(text)
    reader.skipSpace()
    guard let type = reader.token(), reader.take("/"), let subtype = reader.token() else { return nil }
    var parameters: [Parameter] = []
    while true {
      reader.skipSpace()
      guard reader.take(";") else { break }
      reader.skipSpace()
      if reader.isAtEnd { break }
      guard let name = reader.token()?.lowercased(), reader.take("="), let value = reader.token() ?? reader.quoted(),
        !parameters.contains(where: { $0.name == name })
      else { return nil }
      parameters.append(Parameter(name: name, value: value))
    }
    guard reader.isAtEnd else { return nil }
    self.init(type.lowercased(), subtype.lowercased(), parameters)
  }

  /// `type/subtype`.
  public var essence: String { type + "/" + subtype }

  /// Whether type and subtype are the same, whatever the parameters.
  public func isSameMedia(as other: ContentType) -> Bool { type == other.type && subtype == other.subtype }

  /// The value of the parameter with this name, which is in lower case.
  public func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

  /// In lower case; nil where it is not stated.
  public var charset: String? { parameter("charset")?.lowercased() }
}

extension ContentType: CustomStringConvertible {
  /// As it is written in a header.
  public var description: String {
    parameters.reduce(essence) { text, parameter in
      let isToken = !parameter.value.isEmpty && parameter.value.utf8.allSatisfy(Reader.isTokenByte)
      return text + ";\(parameter.name)=" + (isToken ? parameter.value : Reader.quote(parameter.value))
    }
  }
}

extension ContentType {
  private struct Reader {
    private var rest: Substring

    init(_ text: some StringProtocol) { rest = Substring(text) }

    /// RFC 2045's token: printable ASCII without tspecials.
    static func isTokenByte(_ byte: UInt8) -> Bool {
      byte > 0x20 && byte < 0x7F && !"()<>@,;:\\\"/[]?=".utf8.contains(byte)
    }

    static func quote(_ value: String) -> String {
      var result = "\""
      for scalar in value.unicodeScalars {
        if scalar == "\"" || scalar == "\\" { result += "\\" }
        result.unicodeScalars.append(scalar)
      }
      return result + "\""
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skipSpace() {
      while let first = rest.unicodeScalars.first, first == " " || first == "\t" { rest.unicodeScalars.removeFirst() }
    }

    mutating func take(_ expected: Unicode.Scalar) -> Bool {
      guard rest.unicodeScalars.first == expected else { return false }
      rest.unicodeScalars.removeFirst()
      return true
    }

    mutating func token() -> String? {
      let token = rest.utf8.prefix(while: Self.isTokenByte)
      guard !token.isEmpty else { return nil }
      rest = rest[token.endIndex...]
      return String(Substring(token))
    }

    mutating func quoted() -> String? {
      guard take("\"") else { return nil }
      var value = String.UnicodeScalarView()
      while let scalar = rest.unicodeScalars.popFirst() {
        switch scalar {
        case "\"": return String(value)
        case "\\":
          guard let escaped = rest.unicodeScalars.popFirst(), !escaped.isControl else { return nil }
          value.append(escaped)
        default:
          if scalar.isControl { return nil }
          value.append(scalar)
        }
      }
      return nil
    }
  }
}
