/// The MIME that a message holds: its headers, as they were written but for folding, and its content.
struct Part: Equatable, Sendable {
  private var headers: [(name: String, value: String)] = []
  private var type: ContentType
  /// Of any bytes.
  var content: [UInt8]

  init(_ type: ContentType, _ content: [UInt8], isNotification: Bool = false) {
    (self.type, self.content) = (type, content)
    headers = [("Content-Type", " \(type)")]
    if isNotification { headers.append(("Content-Disposition", " notification")) }
  }

  init(lines: [String], content: [UInt8]) throws(CPIMError) {
    self.content = content
    type = .unstated
    for line in lines {
      if let first = line.utf8.first, first == 0x20 || first == 0x09 {
        guard let last = headers.popLast() else { throw .malformed("content header that begins with a space") }
        headers.append((last.name, last.value + line))
      } else {
        let scalars = line.unicodeScalars
        guard let colon = scalars.firstIndex(of: ":"), Self.isName(scalars[..<colon]) else {
          throw .malformed("content header without a name")
        }
        headers.append((String(scalars[..<colon]), String(scalars[scalars.index(after: colon)...])))
      }
      if let last = headers.last, last.name.utf8.count + 1 + last.value.utf8.count > CPIMLimits.lineBytes {
        throw .tooLarge("header line too long")
      }
    }
    // It would be wrong as soon as the content changes, and nothing needs it.
    headers.removeAll { $0.name.lowercased() == "content-length" }
    for name in ["content-type", "content-disposition", "content-transfer-encoding"] {
      guard headers.count(where: { $0.name.lowercased() == name }) <= 1 else {
        throw .malformed("content header that may stand once only")
      }
    }
    if let stated = value("content-type") {
      guard let type = ContentType(parsing: stated) else { throw .malformed("Content-Type that is none") }
      self.type = type
    }
    if type.isSameMedia(as: .cpim) { throw CPIMError(.nested, "message/cpim within message/cpim") }
  }

  /// RFC 5322's ftext.
  private static func isName(_ text: Substring.UnicodeScalarView) -> Bool {
    !text.isEmpty && text.allSatisfy { (0x21...0x7E).contains($0.value) }
  }

  private func value(_ name: String) -> Substring? { headers.first { $0.name.lowercased() == name }?.value.trimmed }

  var contentType: ContentType {
    get { type }
    set {
      type = newValue
      headers.removeAll { ["content-type", "content-transfer-encoding"].contains($0.name.lowercased()) }
      headers.insert(("Content-Type", " \(newValue)"), at: 0)
    }
  }

  /// The first word of Content-Disposition (RFC 2183), in lower case.
  var disposition: String? {
    value("content-disposition").map { $0.prefix { $0 != ";" }.trimmed.lowercased() }
  }

  var isPlainlyEncoded: Bool {
    value("content-transfer-encoding").map { ["7bit", "8bit", "binary"].contains($0.lowercased()) } ?? true
  }

  var lines: [String] { headers.map { $0.name + ":" + $0.value } }

  static func == (left: Part, right: Part) -> Bool {
    left.type == right.type && left.content == right.content && left.lines == right.lines
  }
}
