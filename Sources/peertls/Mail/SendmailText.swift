import SMTP

/// A message as programs hand it to sendmail(8), made into one.
enum SendmailText {
  /// The longest line, in bytes, without its end (RFC 5321 §4.5.3.1.6).
  static let maximumLineBytes = SMTPLimits.textLine - 2

  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// What stands before the line that is a dot, where there is one.
  static func beforeDot(_ bytes: [UInt8]) -> [UInt8] {
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let line = line(bytes, at: start)
      if line.text.elementsEqual([UInt8(ascii: ".")]) { return Array(bytes[..<start]) }
      start = line.next
    }
    return bytes
  }

  /// Ends the header before the first line that is no field, as sendmail does; a message that begins with its text gets the
  /// header before it that every message has: `echo hello | sendmail bob`.
  static func withHeaderEnded(_ bytes: [UInt8]) -> [UInt8] {
    // A mailbox's line before the header is passed over.
    let begin = bytes.starts(with: Array("From ".utf8)) ? line(bytes, at: 0).next : 0
    var start = begin
    while start < bytes.endIndex {
      let line = line(bytes, at: start)
      guard isField(line.text) || (start > begin && line.text.first.map(isBlank) == true) else {
        if start == begin { break }
        return line.text.isEmpty ? bytes : Array(bytes[..<start]) + [newline] + bytes[start...]
      }
      start = line.next
    }
    if start > begin { return bytes }
    let first = line(bytes, at: begin)
    return Array("MIME-Version: 1.0\n\n".utf8) + bytes[(first.text.isEmpty ? first.next : begin)...]
  }

  /// Why nobody could be sent these lines, and which it is; nil where all are in order.
  static func problem(_ bytes: [UInt8]) -> String? {
    var (number, length, before) = (1, 0, newline)
    for byte in bytes {
      switch byte {
      case 0: return "line \(number) has a NUL"
      case newline where before == carriageReturn: break
      case newline, carriageReturn: (number, length) = (number + 1, 0)
      default: length += 1
      }
      if length > maximumLineBytes { return "line \(number) has more than \(maximumLineBytes) bytes" }
      before = byte
    }
    return nil
  }

  private static func line(_ bytes: [UInt8], at start: Int) -> (text: ArraySlice<UInt8>, next: Int) {
    let end = bytes[start...].firstIndex(of: newline) ?? bytes.endIndex
    let text = bytes[start..<end]
    return (text.last == carriageReturn ? text.dropLast() : text, min(end + 1, bytes.endIndex))
  }

  /// Blanks before the colon are no field's today (RFC 5322 §4.5.8); taken for text, a Bcc would go to everybody.
  private static func isField(_ line: ArraySlice<UInt8>) -> Bool {
    let name = line.prefix { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: ":") }
    return !name.isEmpty && line.dropFirst(name.count).first { !isBlank($0) } == UInt8(ascii: ":")
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
