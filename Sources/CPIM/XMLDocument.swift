import CExpat

/// expat, for documents from strangers: no document type, so no entities but XML's own five; one encoding; bounded.
enum XMLDocument {
  /// The outermost element. Throws `malformed` and `tooLarge`.
  static func read(_ bytes: [UInt8]) throws(CPIMError) -> XMLElement {
    guard bytes.count <= CPIMLimits.xmlBytes else { throw .tooLarge("XML document too long") }
    guard String(validating: bytes, as: UTF8.self) != nil else { throw .malformed("XML document that is not UTF-8") }
    guard let parser = Parser() else { throw .malformed("XML document that cannot be read now") }
    return try parser.read(bytes)
  }
}

/// What is read so far.
@safe private final class Reading {
  private let parser: XML_Parser
  private var open: [XMLElement] = []
  private(set) var root: XMLElement?
  private(set) var refusal: CPIMError?

  init(_ parser: XML_Parser) { unsafe self.parser = parser }

  func begin(_ namespace: String, _ name: String) {
    if open.count == CPIMLimits.xmlDepth { return refuse(.tooLarge("XML document too deep")) }
    open.append(XMLElement(namespace: namespace, name: name))
  }

  func end() {
    guard let element = open.popLast() else { return }
    if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
  }

  func take(_ text: String) {
    guard !open.isEmpty else { return }
    open[open.count - 1].text += text
  }

  /// Nothing more is read, and nothing more is reported but the end of the element that is being reported.
  func refuse(_ error: CPIMError) {
    if refusal == nil { refusal = error }
    _ = unsafe XML_StopParser(parser, XML_Bool(0))
  }
}

@safe private struct Parser: ~Copyable {
  /// Stands between a namespace and a name; no namespace can have it.
  private static let separator: UInt8 = 0x0A
  private let parser: XML_Parser

  /// Nil where there is no memory. The encoding is given, so that no document can choose another.
  init?() {
    guard let parser = unsafe XML_ParserCreateNS("UTF-8", XML_Char(Self.separator)) else { return nil }
    unsafe self.parser = parser
  }

  deinit { unsafe XML_ParserFree(parser) }

  func read(_ bytes: [UInt8]) throws(CPIMError) -> XMLElement {
    let reading = unsafe Reading(parser)
    listen(reading)
    let status = withExtendedLifetime(reading) {
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe XML_Parse(
          parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count), 1)
      }
    }
    if let refusal = reading.refusal { throw refusal }
    guard status == XML_STATUS_OK, let root = reading.root else { throw .malformed("document is not XML") }
    return root
  }

  private func listen(_ reading: Reading) {
    unsafe XML_SetUserData(parser, Unmanaged.passUnretained(reading).toOpaque())
    unsafe XML_SetElementHandler(
      parser,
      { data, name, _ in
        guard let reading = unsafe Parser.reading(data), let name = unsafe name else { return }
        let words = unsafe String(cString: name).utf8.split(separator: Parser.separator, maxSplits: 1)
        let local = words.last.map { String(Substring($0)) } ?? ""
        reading.begin(words.count == 2 ? String(Substring(words[0])) : "", local)
      },
      { data, _ in unsafe Parser.reading(data)?.end() })
    unsafe XML_SetCharacterDataHandler(parser) { data, text, count in
      guard let text = unsafe text else { return }
      let bytes = unsafe UnsafeRawBufferPointer(start: text, count: Int(count))
      unsafe Parser.reading(data)?.take(String(decoding: bytes, as: UTF8.self))
    }
    // Written once it would be put before the name of each element.
    unsafe XML_SetStartNamespaceDeclHandler(parser) { data, _, namespace in
      guard let namespace = unsafe namespace, unsafe String(cString: namespace).utf8.count > CPIMLimits.namespaceBytes
      else { return }
      unsafe Parser.reading(data)?.refuse(.tooLarge("XML namespace too long"))
    }
    unsafe XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
      unsafe Parser.reading(data)?.refuse(.malformed("XML document with a document type"))
    }
  }

  private static func reading(_ data: UnsafeMutableRawPointer?) -> Reading? {
    unsafe data.map { unsafe Unmanaged<Reading>.fromOpaque($0).takeUnretainedValue() }
  }
}
