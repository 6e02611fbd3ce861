/// One line of a head, unfolded.
public struct HeaderField: Equatable, Sendable {
  /// What it is.
  public let name: HeaderName
  /// Without space around it; a fold is one space. It has no line end, and control characters other than the tab only as
  /// quoted pairs.
  public let value: String

  /// A field to be written. Throws where the value could end the line, is not a header field's text, or is too long for
  /// `Limits.line` with its name.
  public init(_ name: HeaderName, _ value: String) throws(SIPError) {
    guard isFieldText(value.utf8), name.description.utf8.count + 2 + value.utf8.count <= Limits.line else {
      throw .unfit("\(name) header field")
    }
    self.name = name
    self.value = value
  }

  init(read name: HeaderName, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// The header fields of a message, in order, unknown ones too.
public struct HeaderFields: Equatable, Sendable {
  /// All of them. A message that was read has at most `Limits.headerFields`.
  public private(set) var list: [HeaderField]

  /// These.
  public init(_ list: [HeaderField] = []) { self.list = list }

  /// The value of the first field of this name.
  public subscript(name: HeaderName) -> String? { list.first { $0.name == name }?.value }

  /// The values of all fields of this name, each as it was written.
  public func all(_ name: HeaderName) -> [String] { list.filter { $0.name == name }.map(\.value) }

  /// The values of a field that is a list, whether they come in one field with commas or in many (RFC 3261 §7.3.1).
  /// A field without any value adds none. Throws where a value between commas is empty, or quotes or brackets do not
  /// end, or there are more than the limit.
  public func values(_ name: HeaderName, limit: Int = Limits.values) throws(SIPError) -> [String] {
    var values: [String] = []
    for text in all(name) where !text.isEmpty {
      for value in try HeaderFields.split(text) {
        guard values.count < limit else { throw .tooMany("\(name) values") }
        values.append(value)
      }
    }
    return values
  }

  mutating func append(_ field: HeaderField) { list.append(field) }

  /// Puts another value in place of the first field's of that name.
  mutating func replaceFirst(_ name: HeaderName, with value: String) {
    guard let index = list.firstIndex(where: { $0.name == name }) else { return }
    list[index] = HeaderField(read: name, value)
  }

  /// The parts between commas that are in neither quotes nor angle brackets, without space around them.
  static func split(_ text: String) throws(SIPError) -> [String] {
    var parts: [String] = []
    var part: [UInt8] = []
    var isQuoted = false
    var isEscaped = false
    var isBracketed = false
    func finish() throws(SIPError) {
      let trimmed = trim(part[...])
      guard !trimmed.isEmpty else { throw .malformed("list") }
      parts.append(String(decoding: trimmed, as: UTF8.self))
      part = []
    }
    for byte in text.utf8 {
      if isEscaped {
        isEscaped = false
      } else if isQuoted {
        isEscaped = byte == backslash
        isQuoted = byte != quote
      } else if byte == quote {
        isQuoted = true
      } else if byte == 0x3c || byte == 0x3e {
        isBracketed = byte == 0x3c
      } else if byte == 0x2c && !isBracketed {
        try finish()
        continue
      }
      part.append(byte)
    }
    guard !isQuoted, !isBracketed else { throw .malformed("list") }
    try finish()
    return parts
  }
}

/// Without spaces and tabs at both ends.
func trim(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  let start = bytes.drop { $0 == space || $0 == tab }
  let end = start.lastIndex { $0 != space && $0 != tab } ?? start.startIndex - 1
  return start[..<(end + 1)]
}
