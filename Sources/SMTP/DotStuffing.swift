/// A message as DATA carries it: a dot is added before each line that begins with one, and a line that is a dot ends it
/// (RFC 5321 §4.5.2). The message comes in pieces, in CRLF form; a bare CR or LF is an error, for the other side might take
/// it for a line end, and what follows for commands.
public struct DotStuffing: Sendable {
  private var isAtLineStart = true
  private var isAfterReturn = false

  /// Nothing yet.
  public init() {}

  /// What to send for a piece of the message.
  public mutating func encode(_ piece: some Sequence<UInt8>) throws(SMTPError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(piece.underestimatedCount + piece.underestimatedCount / 64 + 1)
    for byte in piece {
      guard isAfterReturn == (byte == lineFeed) else { throw .unfit("a bare \(isAfterReturn ? "CR" : "LF")") }
      if isAtLineStart && byte == dot { bytes.append(dot) }
      bytes.append(byte)
      isAtLineStart = byte == lineFeed
      isAfterReturn = byte == carriageReturn
    }
    return bytes
  }

  /// What to send after the last piece; a line end is added where the message has none at its end.
  public consuming func finish() throws(SMTPError) -> [UInt8] {
    guard !isAfterReturn else { throw .unfit("a bare CR") }
    return Array((isAtLineStart ? ".\r\n" : "\r\n.\r\n").utf8)
  }
}
