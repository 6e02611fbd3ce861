/// The header of a message or of a part, and what follows it. Lines end with CR LF or with LF alone.
public struct HeaderSection: Sendable {
  /// In their order.
  public private(set) var fields: [HeaderField] = []
  /// What follows the empty line; empty where there is none.
  public private(set) var body: ArraySlice<UInt8>
  /// How many lines were neither a field nor part of one; they are passed over.
  public private(set) var malformed = 0

  /// Reads from the start. Throws beyond a limit.
  public init(_ bytes: ArraySlice<UInt8>) throws(MIMEError) {
    body = bytes[bytes.endIndex...]
    var field: Range<Int>?
    var at = bytes.startIndex
    while at < bytes.endIndex {
      guard at - bytes.startIndex <= MIMELimits.headerBytes else { throw .tooLarge("the header is too large") }
      // A line that is too long is not read to its end.
      let room = bytes[at..<min(bytes.endIndex, at + MIMELimits.fieldBytes + 2)]
      let lineFeed = room.firstIndex(of: Byte.lineFeed)
      guard lineFeed != nil || room.endIndex == bytes.endIndex else { throw .tooLarge("a header field is too long") }
      let next = lineFeed.map { $0 + 1 } ?? bytes.endIndex
      let line = bytes[at..<next]
      at = next
      if line.elementsEqual([Byte.carriageReturn, Byte.lineFeed]) || line.elementsEqual([Byte.lineFeed]) {
        body = bytes[next...]
        break
      }
      if let first = line.first, Byte.isBlank(first) {
        if let open = field { field = open.lowerBound..<next } else { malformed += 1 }
      } else {
        try close(&field, bytes)
        field = line.startIndex..<next
      }
    }
    try close(&field, bytes)
  }

  private mutating func close(_ range: inout Range<Int>?, _ bytes: ArraySlice<UInt8>) throws(MIMEError) {
    guard let open = range else { return }
    range = nil
    var line = bytes[open]
    while let last = line.last, Byte.isLineEnd(last) { line.removeLast() }
    guard line.count <= MIMELimits.fieldBytes else { throw .tooLarge("a header field is too long") }
    let name = line.prefix(while: Byte.isFieldName)
    // RFC 5322, section 4.5: blanks before the colon were allowed once.
    let rest = line[name.endIndex...].drop(while: Byte.isBlank)
    guard !name.isEmpty, rest.first == UInt8(ascii: ":") else {
      malformed += 1
      return
    }
    guard fields.count < MIMELimits.fields else { throw .tooLarge("too many header fields") }
    fields.append(HeaderField(name: String(decoding: name, as: UTF8.self), rawValue: Array(rest.dropFirst())))
  }

  /// The fields with a name, which is given in lower case.
  public func fields(_ name: String) -> [HeaderField] { fields.filter { $0.isNamed(name) } }

  /// The value of the one field with a name, which is given in lower case; nil where there is none, or more than one.
  func only(_ name: String) -> [UInt8]? {
    let all = fields(name)
    return all.count == 1 ? all[0].unfolded : nil
  }
}
