/// Takes a control connection apart into replies. Append what arrives, then call `next()` until it returns nil: what is
/// kept is then less than ``maximumBytes`` and a line. Lines end with LF; a CR before it is dropped. After an error there
/// is nothing more to read, for it is not known where the next reply begins.
public struct ReplyReader: Sendable {
  /// The longest line, in bytes, without its end.
  public static let maximumLineBytes = 8192
  /// The most lines of a reply.
  public static let maximumLines = 1024
  /// The most bytes of a reply.
  public static let maximumBytes = 64 * 1024

  private var buffer: [UInt8] = []
  /// Where what is not yet read begins, and where the search for its end goes on.
  private var start = 0
  private var scanned = 0
  /// The reply that has begun and not ended.
  private var code = 0
  private var lines: [[UInt8]] = []
  private var size = 0
  private var problem: ReplyError?

  /// Nothing has come yet.
  public init() {}

  /// Whether something has come that no reply was made of.
  public var isInsideReply: Bool { start < buffer.count || !lines.isEmpty }

  /// Takes what arrived.
  public mutating func append(_ bytes: some Sequence<UInt8>) {
    if start > buffer.count / 2 {
      buffer.removeFirst(start)
      scanned -= start
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// The next whole reply, or nil until more arrives.
  public mutating func next() throws(ReplyError) -> Reply? {
    if let problem { throw problem }
    do throws(ReplyError) {
      while let line = try takeLine() {
        if let reply = try take(line) { return reply }
      }
      return nil
    } catch {
      problem = error
      (buffer, start, scanned, lines) = ([], 0, 0, [])
      throw error
    }
  }

  private mutating func takeLine() throws(ReplyError) -> [UInt8]? {
    guard let end = buffer[scanned...].firstIndex(of: UInt8(ascii: "\n")) else {
      scanned = buffer.count
      // A CR may be the last byte.
      guard buffer.count - start <= ReplyReader.maximumLineBytes + 1 else { throw .lineTooLong }
      return nil
    }
    var line = buffer[start..<end]
    (start, scanned) = (end + 1, end + 1)
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    guard line.count <= ReplyReader.maximumLineBytes else { throw .lineTooLong }
    return Array(line)
  }

  /// Adds a line; the reply that it ends.
  private mutating func take(_ line: [UInt8]) throws(ReplyError) -> Reply? {
    let head = ReplyReader.head(line)
    if lines.isEmpty {
      guard let head else { throw .noReply(Array(line.prefix(64))) }
      guard head.goesOn else { return Reply(code: head.code, lines: [head.text]) }
      code = head.code
      return try keep(head.text)
    }
    // Within a reply of several lines any other line is text, one with another code too.
    guard let head, head.code == code, !head.goesOn else { return try keep(line) }
    defer { (lines, size) = ([], 0) }
    return Reply(code: code, lines: lines + [head.text])
  }

  private mutating func keep(_ line: [UInt8]) throws(ReplyError) -> Reply? {
    size += line.count
    guard lines.count < ReplyReader.maximumLines - 1, size <= ReplyReader.maximumBytes else { throw .tooLong }
    lines.append(line)
    return nil
  }

  /// `DDD text`, `DDD-text` or `DDD`.
  private static func head(_ line: [UInt8]) -> (code: Int, goesOn: Bool, text: [UInt8])? {
    guard line.count >= 3, line[0] >= UInt8(ascii: "1"), line[0] <= UInt8(ascii: "5") else { return nil }
    var code = 0
    for byte in line[..<3] {
      guard let digit = decimalDigit(byte) else { return nil }
      code = code * 10 + digit
    }
    guard line.count > 3 else { return (code, false, []) }
    guard line[3] == UInt8(ascii: " ") || line[3] == UInt8(ascii: "-") else { return nil }
    return (code, line[3] == UInt8(ascii: "-"), Array(line[4...]))
  }
}
