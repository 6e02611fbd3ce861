/// What a message's text may be made of, watched over all of its pieces: lines that end with CRLF, no CR or LF alone, no
/// NUL (RFC 5321 §2.3.8, RFC 2045 §2.8).
public struct TextRules: Sendable {
  /// What is wrong with a text.
  public enum Fault: Equatable, Sendable {
    /// A CR or an LF alone.
    case bareLineEnd
    /// An octet 0.
    case nul
    /// A line longer than `SMTPLimits.textLine`.
    case longLine

    /// For a reply.
    public var description: String {
      switch self {
      case .bareLineEnd: "a CR or LF alone in the message: lines end with CRLF"
      case .nul: "a NUL in the message"
      case .longLine: "a line of more than \(SMTPLimits.textLine) bytes"
      }
    }
  }

  /// The first fault; nil where there is none so far.
  public private(set) var fault: Fault?
  private let limitsLines: Bool
  private var isAfterReturn = false
  private var length = 0

  /// With or without a limit for lines: only DATA has one.
  public init(limitsLines: Bool) { self.limitsLines = limitsLines }

  /// Looks at the next piece.
  public mutating func watch(_ piece: ArraySlice<UInt8>) {
    guard fault == nil else { return }
    for byte in piece {
      if isAfterReturn != (byte == lineFeed) { return fault = .bareLineEnd }
      if byte == 0 { return fault = .nul }
      length += 1
      if limitsLines && length > SMTPLimits.textLine { return fault = .longLine }
      isAfterReturn = byte == carriageReturn
      if byte == lineFeed { length = 0 }
    }
  }

  /// Looks at the end.
  public mutating func finish() {
    if fault == nil && isAfterReturn { fault = .bareLineEnd }
  }
}
