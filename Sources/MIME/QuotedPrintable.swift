/// quoted-printable (RFC 2045, section 6.7).
enum QuotedPrintable {
  /// Text whose lines end with CR LF. Besides what must be, it writes `From ` at a line's start, a dot alone, and blanks at
  /// a line's end so that nothing on the way has a reason to change them.
  static func encode(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count + text.count / 8)
    var start = text.startIndex
    while start < text.endIndex {
      let end = text[start...].firstIndex(of: Byte.lineFeed) ?? text.endIndex
      let isWhole = end < text.endIndex && end > start && text[end - 1] == Byte.carriageReturn
      append(text[start..<(isWhole ? end - 1 : min(end + 1, text.endIndex))], to: &result)
      if isWhole { result += [Byte.carriageReturn, Byte.lineFeed] }
      start = min(end + 1, text.endIndex)
    }
    return result
  }

  private static func append(_ line: ArraySlice<UInt8>, to result: inout [UInt8]) {
    var column = 0
    for index in line.indices {
      let byte = line[index]
      let isLast = index == line.endIndex - 1
      let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=") || Byte.isBlank(byte) && !isLast
      let isTrap = index == line.startIndex && (line.starts(with: Array("From ".utf8)) || line.elementsEqual([0x2E]))
      let written = isPlain && !isTrap ? [byte] : [UInt8(ascii: "=")] + Byte.hexadecimal(byte)
      // A line has at most 76 characters, the "=" of a soft break among them.
      if column + written.count > (isLast ? 76 : 75) {
        result += Array("=\r\n".utf8)
        column = 0
      }
      result += written
      column += written.count
    }
  }

  /// What cannot be read as the RFC has it stays as it is.
  static func decode(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var at = text.startIndex
    // Where the line's last visible byte ends: blanks after it were added on the way.
    var visible = 0
    while at < text.endIndex {
      let byte = text[at]
      if Byte.isLineEnd(byte) {
        let isPair = byte == Byte.carriageReturn && at + 1 < text.endIndex && text[at + 1] == Byte.lineFeed
        if isPair || byte == Byte.lineFeed { result.removeLast(result.count - visible) }
        result.append(byte)
        if isPair { result.append(Byte.lineFeed) }
        at += isPair ? 2 : 1
        visible = result.count
      } else if byte == UInt8(ascii: "="), let next = escaped(text, at, &result) {
        at = next
        visible = result.count
      } else {
        result.append(byte)
        at += 1
        if !Byte.isBlank(byte) { visible = result.count }
      }
    }
    return result
  }

  /// Reads `=XX` or a soft break at an index; the index after it.
  private static func escaped(_ text: ArraySlice<UInt8>, _ at: Int, _ result: inout [UInt8]) -> Int? {
    if at + 2 < text.endIndex, let high = Byte.value(ofDigit: text[at + 1]), let low = Byte.value(ofDigit: text[at + 2])
    {
      result.append(high << 4 | low)
      return at + 3
    }
    var end = at + 1
    // Blanks between the "=" and the line's end were added on the way; the RFC's lines have 76 characters.
    while end < text.endIndex, end - at < 80, Byte.isBlank(text[end]) { end += 1 }
    if end < text.endIndex, text[end] == Byte.carriageReturn { end += 1 }
    if end < text.endIndex, text[end] == Byte.lineFeed { return end + 1 }
    return nil
  }
}
