/// Takes a stream from a client apart, however it arrives: into command lines, and where a message is awaited into its
/// bytes. Lines end with CRLF and with nothing else: whoever took a bare CR or LF for a line end would see other commands
/// here than those that were meant ("SMTP smuggling").
public struct Intake: Sendable {
  /// What came.
  public enum Arrival: Equatable, Sendable {
    /// A command line, without its CRLF.
    case line(ArraySlice<UInt8>)
    /// One that is longer than `SMTPLimits.commandLine`; it was skipped.
    case longLine
    /// Bytes of the message, without the dots that DATA adds.
    case content(ArraySlice<UInt8>)
    /// The message, or the chunk, is complete.
    case end
    /// A CR or an LF alone, in a command or in DATA. Nothing that follows is understood, and nothing more is told.
    case bareLineEnd
  }

  private enum Mode: Equatable {
    case commands
    case skipping
    case text(Text)
    case chunk(Int)
    case lost
  }

  /// Where in a message's text we are.
  private enum Text {
    case lineStart
    case line
    /// After a CR.
    case lineEnd
    /// After a dot at the start of a line.
    case dot
    /// After a dot and a CR.
    case dotEnd
  }

  private var bytes: [UInt8] = []
  private var start = 0
  private var mode = Mode.commands

  /// Nothing yet; commands are awaited.
  public init() {}

  /// A line, a message or a chunk has begun and not ended.
  public var isInside: Bool { mode != .commands && mode != .lost || start < bytes.count }

  /// Takes what came next.
  public mutating func append(_ more: some Collection<UInt8>) {
    guard mode != .lost else { return }
    if start > bytes.count / 2 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes += more
  }

  /// A message follows, up to a line that is a dot.
  public mutating func beginText() { mode = .text(.lineStart) }

  /// So many octets of a message follow.
  public mutating func beginChunk(_ size: Int) { mode = .chunk(max(0, size)) }

  /// What came next; nil until more arrives.
  public mutating func next() -> Arrival? {
    switch mode {
    case .commands, .skipping: return nextLine()
    case .text(let text): return nextText(text)
    case .chunk(let left): return nextOctets(left)
    case .lost: return nil
    }
  }

  private mutating func lose() -> Arrival {
    (mode, bytes, start) = (.lost, [], 0)
    return .bareLineEnd
  }

  private mutating func nextLine() -> Arrival? {
    while let end = bytes[start...].firstIndex(where: { $0 == lineFeed || $0 == carriageReturn }) {
      guard bytes[end] == carriageReturn else { return lose() }
      // Whether it is alone is not known yet.
      guard end + 1 < bytes.count else { return skipIfLong() }
      guard bytes[end + 1] == lineFeed else { return lose() }
      let line = bytes[start..<end]
      start = end + 2
      let isLong = mode == .skipping || line.count + 2 > SMTPLimits.commandLine
      mode = .commands
      return isLong ? .longLine : .line(line)
    }
    return skipIfLong()
  }

  /// Forgets the beginning of a line that is too long already.
  private mutating func skipIfLong() -> Arrival? {
    guard bytes.count - start > SMTPLimits.commandLine else { return nil }
    mode = .skipping
    let isReturn = bytes.last == carriageReturn
    (bytes, start) = (isReturn ? [carriageReturn] : [], 0)
    return nil
  }

  private mutating func nextOctets(_ left: Int) -> Arrival? {
    guard left > 0 else {
      mode = .commands
      return .end
    }
    let piece = bytes[start...].prefix(left)
    guard !piece.isEmpty else { return nil }
    start = piece.endIndex
    mode = .chunk(left - piece.count)
    return .content(piece)
  }

  private mutating func nextText(_ text: Text) -> Arrival? {
    var (state, content) = (text, ArraySlice<UInt8>())
    content.reserveCapacity(bytes.count - start)
    var place = start
    while place < bytes.count {
      let byte = bytes[place]
      switch state {
      case .lineStart where byte == dot:
        state = .dot
        place += 1
      case .lineStart, .line:
        let end = bytes[place...].firstIndex { $0 == carriageReturn || $0 == lineFeed } ?? bytes.count
        content += bytes[place..<end]
        place = end
        state = .line
        guard place < bytes.count else { break }
        guard bytes[place] == carriageReturn else { return lose() }
        place += 1
        state = .lineEnd
      case .lineEnd:
        guard byte == lineFeed else { return lose() }
        content += [carriageReturn, lineFeed]
        place += 1
        state = .lineStart
      case .dot:
        guard byte != lineFeed else { return lose() }
        if byte == carriageReturn {
          place += 1
          state = .dotEnd
        } else {
          // The dot was added, or should have been.
          content.append(byte)
          place += 1
          state = .line
        }
      case .dotEnd:
        guard byte == lineFeed else { return lose() }
        place += 1
        return finishText(content, at: place)
      }
    }
    start = place
    mode = .text(state)
    return content.isEmpty ? nil : .content(content)
  }

  /// The message's last bytes are told before its end.
  private mutating func finishText(_ content: ArraySlice<UInt8>, at place: Int) -> Arrival {
    start = place
    guard content.isEmpty else {
      mode = .chunk(0)
      return .content(content)
    }
    mode = .commands
    return .end
  }
}
