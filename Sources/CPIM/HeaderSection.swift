/// How lines of headers may end.
public enum LineEnds: Sendable, Equatable {
  /// With CR LF only, as RFC 3862 asks for on the wire.
  case crlf
  /// With LF as well, as in files that people wrote.
  case any
}

/// Headers up to an empty line, and what follows it.
struct HeaderSection {
  let lines: [String]
  let rest: ArraySlice<UInt8>

  /// Takes at most so many lines.
  init(_ bytes: ArraySlice<UInt8>, _ lineEnds: LineEnds, atMost maximum: Int) throws(CPIMError) {
    var lines: [String] = []
    var rest = bytes
    while true {
      let longest = CPIMLimits.headerSectionBytes - (rest.startIndex - bytes.startIndex)
      guard let end = rest.prefix(longest).firstIndex(of: UInt8(ascii: "\n")) else {
        if rest.count >= longest { throw .tooLarge("header section too long") }
        throw .malformed("no empty line after the headers")
      }
      var line = rest[rest.startIndex..<end]
      rest = rest[(end + 1)...]
      if line.last == UInt8(ascii: "\r") {
        line = line.dropLast()
      } else if lineEnds == .crlf {
        throw .malformed("line that does not end with CR LF")
      }
      if line.isEmpty { break }
      guard line.count <= CPIMLimits.lineBytes else { throw .tooLarge("header line too long") }
      guard lines.count < maximum else { throw .tooLarge("too many headers") }
      lines.append(try Self.text(line))
    }
    (self.lines, self.rest) = (lines, rest)
  }

  private static func text(_ line: ArraySlice<UInt8>) throws(CPIMError) -> String {
    guard !line.contains(where: { ($0 < 0x20 && $0 != UInt8(ascii: "\t")) || $0 == 0x7F }) else {
      throw .malformed("control character in a header")
    }
    guard let text = String(validating: line, as: UTF8.self) else { throw .malformed("header that is not UTF-8") }
    return text
  }
}
