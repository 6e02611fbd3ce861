/// One `name=value`, or a name alone.
public struct Parameter: Equatable, Sendable {
  /// As it was written.
  public let name: String
  /// Without quotes and escapes; nil for a name alone.
  public let value: String?
}

/// The parameters of a URI or of a header field value, in order; a name occurs once (RFC 3261 §7.3.1, §19.1.1).
public struct Parameters: Equatable, Sendable {
  /// At most `Limits.parameters`.
  public private(set) var list: [Parameter] = []

  /// None.
  public init() {}

  /// A parameter's value, empty for a name alone; nil where there is none. Names are compared without case.
  public subscript(name: String) -> String? {
    index(of: name).map { list[$0].value ?? "" }
  }

  private func index(of name: String) -> Int? {
    let name = lowercased(name)
    return list.firstIndex { lowercased($0.name) == name }
  }

  /// Sets a header field's parameter in place, or adds it. Throws where the name is not a token or the value has a line
  /// end, or beyond `Limits.parameters`.
  public mutating func set(_ name: String, _ value: String?) throws(SIPError) {
    guard ByteSet.token.holds(name), value.map({ isWritable($0) }) ?? true else { throw .unfit("parameter \(name)") }
    if let index = index(of: name) {
      list[index] = Parameter(name: name, value: value)
    } else {
      try add(name, value)
    }
  }

  private mutating func add(_ name: String, _ value: String?) throws(SIPError) {
    guard index(of: name) == nil else { throw .malformed("parameter, given twice") }
    guard list.count < Limits.parameters else { throw .tooMany("parameters") }
    list.append(Parameter(name: name, value: value))
  }

  /// `*( SEMI generic-param )`, up to where no semicolon follows.
  init(scanning scanner: inout Scanner) throws(SIPError) {
    while scanner.takeSeparator(";") {
      guard let name = scanner.take(.token) else { throw .malformed("parameter") }
      guard scanner.takeSeparator("=") else {
        try add(name, nil)
        continue
      }
      if scanner.next == quote {
        try add(name, try scanner.quotedString())
      } else if let value = scanner.take(.parameterValue) {
        try add(name, value)
      } else {
        throw .malformed("parameter")
      }
    }
  }

  /// `*( ";" uri-parameter )`: no space, and escapes instead of quotes.
  init(scanningURI scanner: inout Scanner) throws(SIPError) {
    while scanner.take(";") {
      let name = try Escapes.take(.uriParameter, from: &scanner)
      guard !name.isEmpty else { throw .malformed("URI parameter") }
      guard scanner.take("=") else {
        try add(try Escapes.decode(name), nil)
        continue
      }
      let value = try Escapes.take(.uriParameter, from: &scanner)
      guard !value.isEmpty else { throw .malformed("URI parameter") }
      try add(try Escapes.decode(name), try Escapes.decode(value))
    }
  }

  /// As a header field value has them.
  var text: String {
    list.map { parameter in
      guard let value = parameter.value else { return ";\(parameter.name)" }
      return ";\(parameter.name)=\(ByteSet.parameterValue.holds(value) ? value : quoted(value))"
    }.joined()
  }

  /// As a URI has them.
  var uriText: String {
    list.map { parameter in
      let name = Escapes.encode(parameter.name, except: .uriParameter)
      return parameter.value.map { ";\(name)=\(Escapes.encode($0, except: .uriParameter))" } ?? ";\(name)"
    }.joined()
  }
}

/// Whether text can be put between quotes: a line end cannot even be escaped.
func isWritable(_ text: String) -> Bool { !text.utf8.contains { $0 == carriageReturn || $0 == lineFeed } }
