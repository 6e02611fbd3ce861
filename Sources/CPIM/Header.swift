/// A header of a message/cpim, as it was written (RFC 3862).
struct Header: Hashable, Sendable {
  /// A name and the namespace that its prefix stands for.
  struct Name: Hashable, Sendable {
    let namespace: String
    /// What stands before the dot; nil in the default namespace.
    let prefix: String?
    let local: String

    /// As it is written.
    var text: String { prefix.map { $0 + "." + local } ?? local }

    func isSame(as other: Name) -> Bool { namespace == other.namespace && local == other.local }

    static func core(_ local: String) -> Name { Name(namespace: Namespaces.core, prefix: nil, local: local) }
    static func imdn(_ local: String) -> Name { Name(namespace: Namespaces.imdn, prefix: "imdn", local: local) }
    static func own(_ local: String) -> Name {
      Name(namespace: CPIMMessage.ownNamespace, prefix: "peertls", local: local)
    }
  }

  let name: Name
  /// Each with its semicolon; empty where there are none.
  var parameters = ""
  /// What follows, with its leading space and its escapes.
  var rawValue: String
  /// The names in a Require header, whose prefixes are to keep their meaning; else empty.
  var required: [Name] = []

  /// Without the spaces around it and without escapes.
  var value: String { Escapes.unescape(rawValue.trimmed) }

  init(_ name: Name, value: String) {
    self.name = name
    rawValue = value.isEmpty ? "" : " " + value
  }

  /// Reads a line. `namespaces` says what prefixes stand for at this place.
  init(line: String, in namespaces: Namespaces) throws(CPIMError) {
    let scalars = line.unicodeScalars
    guard let colon = scalars.firstIndex(of: ":") else { throw .malformed("header without a colon") }
    name = try namespaces.resolve(Substring(scalars[..<colon]))
    var rest = scalars[scalars.index(after: colon)...]
    let start = rest.startIndex
    while rest.first == ";" { try Self.skipParameter(&rest) }
    parameters = String(scalars[start..<rest.startIndex])
    guard rest.isEmpty || rest.first == " " else { throw .malformed("header without a space after its colon") }
    rawValue = String(rest)
    if name.isSame(as: .core("Require")) {
      required = try rawValue.split(separator: ",", omittingEmptySubsequences: false).map { item throws(CPIMError) in
        try namespaces.resolve(item.trimmed)
      }
    }
  }

  /// `;name=value`, where the value is a token or a quoted string.
  private static func skipParameter(_ rest: inout Substring.UnicodeScalarView) throws(CPIMError) {
    rest = rest.dropFirst()
    let name = rest.prefix(while: Namespaces.isNameScalar)
    rest = rest.dropFirst(name.count)
    guard !name.isEmpty, rest.popFirst() == "=" else { throw .malformed("header parameter without a name or a value") }
    guard rest.first == "\"" else {
      let token = rest.prefix { Namespaces.isNameScalar($0) || $0 == "." || $0.value >= 0xA0 }
      guard !token.isEmpty else { throw .malformed("header parameter without a value") }
      rest = rest.dropFirst(token.count)
      return
    }
    rest = rest.dropFirst()
    while let scalar = rest.popFirst() {
      if scalar == "\"" { return }
      if scalar == "\\" { _ = rest.popFirst() }
    }
    throw .malformed("header parameter with an open quote")
  }
}

/// What the prefixes of headers stand for; a header NS changes it for the headers after it (RFC 3862).
struct Namespaces {
  static let core = "urn:ietf:params:cpim-headers:"
  static let imdn = "urn:ietf:params:imdn"

  /// The default namespace is under nil.
  private var bindings: [String?: String] = [nil: core]

  /// What may stand in a name (RFC 3862: NAMECHAR): printable ASCII without separators.
  static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x21, 0x23...0x27, 0x2A...0x2B, 0x2D, 0x30...0x39, 0x41...0x5A, 0x5E...0x60, 0x61...0x7A, 0x7C, 0x7E: true
    default: false
    }
  }

  static func isName(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.unicodeScalars.allSatisfy(isNameScalar)
  }

  /// `prefix.name` or `name`.
  func resolve(_ text: Substring) throws(CPIMError) -> Header.Name {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard let local = parts.last, parts.count <= 2, parts.allSatisfy(Self.isName) else {
      throw .malformed("header name with a character that it cannot have")
    }
    let prefix = parts.count == 2 ? String(parts[0]) : nil
    // However the default namespace is changed, NS can change it back.
    if prefix == nil, local == "NS" { return .core("NS") }
    guard let namespace = bindings[prefix] else { throw .malformed("header prefix without an NS header before it") }
    return Header.Name(namespace: namespace, prefix: prefix, local: String(local))
  }

  /// Takes the value of a header NS: `prefix <URI>` or `<URI>`.
  mutating func take(_ value: String) throws(CPIMError) {
    let value = value.trimmed
    guard value.unicodeScalars.last == ">", let open = value.unicodeScalars.firstIndex(of: "<") else {
      throw .malformed("NS header without a URI")
    }
    let uri = value.unicodeScalars[value.unicodeScalars.index(after: open)...].dropLast()
    let prefix = Substring(value.unicodeScalars[..<open]).trimmed
    guard !uri.isEmpty, !uri.contains(where: { " <>\t".unicodeScalars.contains($0) }),
      prefix.isEmpty || Self.isName(prefix)
    else { throw .malformed("NS header with an impossible prefix or URI") }
    bindings[prefix.isEmpty ? nil : String(prefix)] = String(uri)
  }

  /// The line that gives a name's prefix the meaning that it needs; nil if it has it.
  mutating func declaration(for name: Header.Name) -> String? {
    if bindings[name.prefix] == name.namespace { return nil }
    bindings[name.prefix] = name.namespace
    return "NS: \(name.prefix.map { $0 + " " } ?? "")<\(name.namespace)>"
  }
}
