/// How a text goes over the wire.
struct TextBody {
  /// As Content-Transfer-Encoding names it.
  let encoding: String
  /// Its lines end with CR LF.
  let body: [UInt8]

  /// As it is where nothing on the way has a reason to change it; else quoted-printable or base64, whichever is shorter.
  init(_ text: [UInt8]) {
    let lines = TextBody.canonical(text)
    if TextBody.isSafe(lines) {
      (encoding, body) = ("7bit", lines)
      return
    }
    let quoted = QuotedPrintable.encode(lines)
    let isQuoted = quoted.count <= lines.count / 3 * 4 + lines.count / 28 + 80
    (encoding, body) = isQuoted ? ("quoted-printable", quoted) : ("base64", Base64.encode(lines))
  }

  /// Every line ends with CR LF, whichever of CR LF, LF and CR it ended with; the last one too.
  static func canonical(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count + text.count / 32 + 2)
    var previous: UInt8 = 0
    for byte in text {
      if Byte.isLineEnd(byte) {
        if !(byte == Byte.lineFeed && previous == Byte.carriageReturn) {
          result += [Byte.carriageReturn, Byte.lineFeed]
        }
      } else {
        result.append(byte)
      }
      previous = byte
    }
    if !result.isEmpty && result.last != Byte.lineFeed { result += [Byte.carriageReturn, Byte.lineFeed] }
    return result
  }

  /// Printable ASCII in lines that are not too long, without blanks at their ends, and that no mailbox or mail transport
  /// takes for something of its own.
  private static func isSafe(_ lines: [UInt8]) -> Bool {
    var start = lines.startIndex
    while let end = lines[start...].firstIndex(of: Byte.lineFeed) {
      let line = lines[start..<(end - 1)]
      let isPlain = line.allSatisfy { (0x20...0x7E).contains($0) || $0 == Byte.tab }
      if !isPlain || line.count > MIMELimits.lineBytes || line.last.map(Byte.isBlank) == true { return false }
      if line.starts(with: Array("From ".utf8)) || line.elementsEqual([0x2E]) { return false }
      start = end + 1
    }
    return true
  }
}
