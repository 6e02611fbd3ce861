/// Takes a control connection apart into commands. Append what arrives, then call `next()` until it returns nil: what is
/// kept is then less than `Limits.line`. Each line gives one arrival, whatever is in it, and a line ends with CR LF alone:
/// a CR or an LF by itself can neither end a command nor begin one.
public struct CommandReader: Sendable {
  /// What came next.
  public enum Arrival: Equatable, Sendable {
    /// A command with well-formed arguments.
    case command(Command)
    /// A line that is none: this is the reply to it.
    case refused(Reply)
  }

  private enum State {
    /// So many bytes of the line have been looked at.
    case line(scanned: Int)
    /// The line has its reply; it lasts until CR LF.
    case skipping(afterReturn: Bool)
  }

  private var telnet = Telnet()
  private var buffer: [UInt8] = []
  /// Where what is not yet read begins.
  private var start = 0
  private var state = State.line(scanned: 0)

  /// Nothing has come yet.
  public init() {}

  /// Whether a line has begun and not ended: the end of the stream would cut it.
  public var isInsideLine: Bool {
    if case .skipping = state { return true }
    return start < buffer.count
  }

  /// Takes what arrived, any number of bytes.
  public mutating func append(_ bytes: some Sequence<UInt8>) {
    if start > buffer.count / 2 {
      buffer.removeFirst(start)
      start = 0
    }
    telnet.strip(bytes, appendingTo: &buffer)
  }

  /// The next line's command, or nil until more arrives.
  public mutating func next() -> Arrival? {
    if case .skipping(let afterReturn) = state, !skip(afterReturn) { return nil }
    guard case .line(let scanned) = state else { return nil }
    for offset in scanned..<(buffer.count - start) {
      let byte = buffer[start + offset]
      let followsReturn = offset > 0 && buffer[start + offset - 1] == carriageReturn
      if followsReturn && byte == lineFeed { return finishLine(offset - 1) }
      if followsReturn || byte == lineFeed { return refuse(at: offset, followsReturn, CommandReader.bareLineEnd) }
      if byte == 0 { return refuse(at: offset, false, Reply(501, "A command has no NUL in it.")) }
      if offset >= Limits.line && byte != carriageReturn {
        return refuse(at: offset, false, Reply(500, "A command has at most \(Limits.line) bytes."))
      }
    }
    state = .line(scanned: buffer.count - start)
    return nil
  }

  private static let bareLineEnd = Reply(500, "A command ends with CR LF and has neither alone in it.")

  private mutating func finishLine(_ length: Int) -> Arrival {
    let line = buffer[start..<start + length]
    start += length + 2
    state = .line(scanned: 0)
    do throws(Reply) { return .command(try Command(parsing: line)) } catch { return .refused(error) }
  }

  /// The byte there has decided it; it is looked at again, for it may be the CR of the line's end.
  private mutating func refuse(at offset: Int, _ afterReturn: Bool, _ reply: Reply) -> Arrival {
    start += offset
    state = .skipping(afterReturn: afterReturn)
    return .refused(reply)
  }

  /// Drops the rest of a line; whether its end was found.
  private mutating func skip(_ afterReturn: Bool) -> Bool {
    var afterReturn = afterReturn
    while start < buffer.count {
      let byte = buffer[start]
      start += 1
      if afterReturn && byte == lineFeed {
        state = .line(scanned: 0)
        return true
      }
      afterReturn = byte == carriageReturn
    }
    (buffer, start) = ([], 0)
    state = .skipping(afterReturn: afterReturn)
    return false
  }
}

let lineFeed: UInt8 = 0x0a
let carriageReturn: UInt8 = 0x0d
let space: UInt8 = 0x20
