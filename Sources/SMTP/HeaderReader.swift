/// Takes the header section off a message (RFC 5322 §2.2), however it arrives. It is read strictly: where two programs could
/// read two senders, there is none.
public struct HeaderReader: Sendable {
  /// One field.
  public struct Field: Equatable, Sendable {
    /// As it is written.
    public let name: String
    /// All of it, with its name and line ends.
    public let bytes: ArraySlice<UInt8>

    /// What stands behind the colon, unfolded (RFC 5322 §2.2.3): line ends are left out.
    public var body: ArraySlice<UInt8> {
      let rest = bytes.dropFirst(name.utf8.count + 1)
      return rest.filter { $0 != carriageReturn && $0 != lineFeed }[...]
    }

    /// Whether it is called so, whatever the case.
    public func isCalled(_ name: String) -> Bool { lowercased(self.name.utf8) == lowercased(name.utf8) }
  }

  /// The fields so far, in order.
  public private(set) var fields: [Field] = []
  /// The empty line has come.
  public private(set) var isComplete = false
  private var bytes: [UInt8] = []
  /// Where the line begins that is not complete.
  private var start = 0
  /// Where the field begins that may be continued.
  private var fieldStart = 0

  /// Of nothing yet.
  public init() {}

  /// Takes a piece of the message; what of it belongs to the body, once the header is complete. After an error the rest
  /// of the message is not to be read.
  public mutating func take(_ piece: ArraySlice<UInt8>) throws(Refusal) -> ArraySlice<UInt8> {
    if isComplete { return piece }
    var rest = piece
    while let end = rest.firstIndex(of: lineFeed) {
      bytes += rest[...end]
      rest = rest[(end + 1)...]
      try takeLine()
      if isComplete { return rest }
    }
    bytes += rest
    guard bytes.count <= SMTPLimits.headerSection else { throw HeaderReader.tooLarge }
    return []
  }

  /// The message is complete, and may be without a body.
  public mutating func finish() throws(Refusal) {
    guard !isComplete else { return }
    guard start == bytes.count else { throw HeaderReader.malformed("a line without its end") }
    try finishField()
    isComplete = true
  }

  /// The fields of that name.
  public func all(_ name: String) -> [Field] { fields.filter { $0.isCalled(name) } }

  /// The one field of that name, or nil; that there are two is refused, for programs differ in which they show.
  public func only(_ name: String) throws(Refusal) -> Field? {
    let found = all(name)
    guard found.count <= 1 else { throw HeaderReader.malformed("more than one \(name) field") }
    return found.first
  }

  private mutating func takeLine() throws(Refusal) {
    guard bytes.count <= SMTPLimits.headerSection else { throw HeaderReader.tooLarge }
    let line = bytes[start...]
    guard line.suffix(2) == [carriageReturn, lineFeed], !line.dropLast(2).contains(carriageReturn) else {
      throw HeaderReader.malformed("a line does not end with CRLF")
    }
    let text = line.dropLast(2)
    guard let first = text.first else {
      try finishField()
      bytes = []
      isComplete = true
      return
    }
    guard text.allSatisfy({ $0 >= space && $0 != 0x7f || $0 == tab }) else {
      throw HeaderReader.malformed("a control character")
    }
    if first == space || first == tab {
      guard start > fieldStart else { throw HeaderReader.malformed("a line that continues none") }
      // Some programs take such a line for the header's end.
      guard text.contains(where: { $0 != space && $0 != tab }) else { throw HeaderReader.malformed("a blank line") }
    } else {
      try finishField()
      fieldStart = start
    }
    start = bytes.count
  }

  private mutating func finishField() throws(Refusal) {
    let field = bytes[fieldStart..<start]
    guard !field.isEmpty else { return }
    let name = field.prefix { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: ":") }
    guard !name.isEmpty, field.dropFirst(name.count).first == UInt8(ascii: ":") else {
      throw HeaderReader.malformed("a line that is no field")
    }
    guard fields.count < SMTPLimits.headerFields else { throw HeaderReader.tooLarge }
    // A copy: whatever refers to the buffer has it copied whole for the next line.
    fields.append(Field(name: String(decoding: name, as: UTF8.self), bytes: Array(field)[...]))
    fieldStart = start
  }

  private static let tooLarge = Refusal(
    552, EnhancedStatus(5, 3, 4),
    "a header has at most \(SMTPLimits.headerSection) bytes and \(SMTPLimits.headerFields) fields")

  static func malformed(_ what: String) -> Refusal {
    Refusal(554, EnhancedStatus(5, 6, 0), "malformed header: \(what)")
  }
}
