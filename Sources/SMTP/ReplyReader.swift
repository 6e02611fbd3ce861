/// Takes a stream from a server apart into its replies, however it arrives.
public struct ReplyReader: Sendable {
  private var bytes: [UInt8] = []
  private var start = 0
  private var code = 0
  private var status: EnhancedStatus?
  private var lines: [String] = []
  private var failure: SMTPError?

  /// Nothing yet.
  public init() {}

  /// A reply, or a part of one, has come that is not complete.
  public var isInsideReply: Bool { !lines.isEmpty || start < bytes.count }

  /// Takes what came next.
  public mutating func append(_ more: [UInt8]) {
    if start > bytes.count / 2 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes += more
  }

  /// The next whole reply; nil until more arrives. After an error nothing that the stream brings can be understood, and
  /// it is thrown again.
  public mutating func next() throws(SMTPError) -> Reply? {
    if let failure { throw failure }
    do throws(SMTPError) {
      while let line = try nextLine() { if let reply = try take(line) { return reply } }
      return nil
    } catch {
      failure = error
      throw error
    }
  }

  private mutating func nextLine() throws(SMTPError) -> ArraySlice<UInt8>? {
    guard let end = bytes[start...].firstIndex(of: lineFeed) else {
      guard bytes.count - start < SMTPLimits.replyLine else { throw .tooLong("reply line") }
      return nil
    }
    let line = bytes[start...end]
    start = end + 1
    guard line.count <= SMTPLimits.replyLine else { throw .tooLong("reply line") }
    guard line.count >= 2, line[end - 1] == carriageReturn else { throw .malformed("line end in a reply") }
    let text = line.dropLast(2)
    guard !text.contains(carriageReturn) else { throw .malformed("line end in a reply") }
    return text
  }

  private mutating func take(_ line: ArraySlice<UInt8>) throws(SMTPError) -> Reply? {
    let digits = line.prefix(3)
    let separator = line.dropFirst(3).first
    guard digits.count == 3, let code = number(digits), (200...599).contains(code),
      separator == nil || separator == space || separator == UInt8(ascii: "-"), lines.isEmpty || code == self.code
    else { throw .malformed("reply") }
    guard lines.count < SMTPLimits.replyLines else { throw .tooLong("reply") }
    var text = String(decoding: line.dropFirst(4), as: UTF8.self)[...]
    let word = text.prefix { $0 != " " }
    if let found = EnhancedStatus(word), found.statusClass == code / 100 {
      // The last line's is the reply's: nothing is known of what might differ before.
      status = found
      text = text[word.endIndex...].drop { $0 == " " }
    }
    self.code = code
    lines.append(String(text))
    guard separator != UInt8(ascii: "-") else { return nil }
    defer { (lines, status) = ([], nil) }
    return Reply(code: code, status: status, lines: lines)
  }
}
