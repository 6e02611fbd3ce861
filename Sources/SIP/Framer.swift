/// Takes a stream of bytes apart into messages (RFC 3261 §18.3). Append what arrives, then call `next()` until it
/// returns nil: what is kept is then less than `Limits.head` and `Limits.body` together.
public struct Framer: Sendable {
  /// What came next.
  public enum Arrival: Equatable, Sendable {
    /// A message whose head is well-formed, with its whole body.
    case message(Message)
    /// The second of two line ends between messages (RFC 5626 §4.4.1): answer with `Framer.pong`.
    case ping
    /// A line end between messages: the answer to our ping, or the first half of the peer's. Either shows that it lives.
    case pong
    /// Something else.
    case malformed(Malformed)
  }

  /// What cannot be read as a message.
  public struct Malformed: Equatable, Sendable {
    /// The status and phrase of the response, if there is to be one.
    public let refusal: Refusal
    /// What could be read of the request's header fields: give them to `Response.init(refusing:…)`. nil for what is never
    /// answered: a response, an ACK, or what names no Via.
    public let fields: HeaderFields?
    /// Whether the place where the next message begins is lost: answer, and close. `next()` returns only nil after it.
    public let endsStream: Bool
  }

  /// What a ping is: two line ends.
  public static let ping: [UInt8] = [carriageReturn, lineFeed, carriageReturn, lineFeed]
  /// What its answer is: one line end.
  public static let pong: [UInt8] = [carriageReturn, lineFeed]

  private enum State {
    /// After a message and so many line ends, none or one: the second makes a ping.
    case between(lineEnds: Int)
    /// So many bytes are scanned, and the last line begins there; both count from the message's first byte.
    case head(scanned: Int, lineStart: Int)
    case body(Head, length: Int)
    case skipping(Int)
    case ended
  }

  private var buffer: [UInt8] = []
  /// Where what is not yet read begins.
  private var start = 0
  private var state = State.between(lineEnds: 0)

  /// Nothing has come yet.
  public init() {}

  /// Takes what arrived, any number of bytes.
  public mutating func append(_ bytes: ArraySlice<UInt8>) {
    if case .ended = state { return }
    if start > buffer.count / 2 {
      buffer.removeFirst(start)
      start = 0
    }
    buffer += bytes
  }

  /// Takes what arrived, any number of bytes.
  public mutating func append(_ bytes: [UInt8]) { append(bytes[...]) }

  /// Whether a message has begun and not ended: the end of the stream would cut it.
  public var isInsideMessage: Bool {
    switch state {
    case .between: start < buffer.count
    case .head, .body, .skipping: true
    case .ended: false
    }
  }

  /// The next whole thing, or nil until more arrives.
  public mutating func next() -> Arrival? {
    while true {
      switch state {
      case .between(let lineEnds):
        guard start < buffer.count else { return nil }
        guard buffer[start] == carriageReturn else {
          state = .head(scanned: 0, lineStart: 0)
          continue
        }
        guard start + 1 < buffer.count else { return nil }
        guard buffer[start + 1] == lineFeed else { return lose(Framer.bareLineEnd, headLength: 0) }
        start += 2
        state = .between(lineEnds: 1 - lineEnds)
        return lineEnds == 0 ? .pong : .ping
      case .head(let scanned, let lineStart):
        return readHead(from: scanned, lineStart: lineStart)
      case .body(let head, let length):
        guard buffer.count - start >= length else { return nil }
        let body = Array(buffer[start..<start + length])
        start += length
        state = .between(lineEnds: 0)
        if let message = head.message(body: body) { return .message(message) }
      case .skipping(let length):
        let skipped = min(length, buffer.count - start)
        start += skipped
        state = skipped < length ? .skipping(length - skipped) : .between(lineEnds: 0)
        if skipped < length { return nil }
      case .ended: return nil
      }
    }
  }

  private static let bareLineEnd = Refusal(.badRequest, known: "Line End Is Not CRLF")

  /// Looks at each byte once, however it arrives.
  private mutating func readHead(from scanned: Int, lineStart: Int) -> Arrival? {
    var lineStart = lineStart
    for offset in scanned..<(buffer.count - start) {
      let byte = buffer[start + offset]
      let followsReturn = offset > 0 && buffer[start + offset - 1] == carriageReturn
      guard followsReturn == (byte == lineFeed) else { return lose(Framer.bareLineEnd, headLength: lineStart) }
      guard offset < Limits.head else { return lose(Refusal(.messageTooLarge), headLength: lineStart) }
      guard byte == lineFeed else { continue }
      if offset - lineStart == 1 { return finishHead(at: start + offset + 1) }
      lineStart = offset + 1
    }
    state = .head(scanned: buffer.count - start, lineStart: lineStart)
    return nil
  }

  private mutating func finishHead(at end: Int) -> Arrival? {
    let head = Head(reading: buffer[start..<end])
    start = end
    var length: Int?
    do {
      length = try head.contentLength()
    } catch {
      return malformed(head, head.fault ?? error, endsStream: true)
    }
    guard let length else { return malformed(head, head.fault ?? Refusal(.requestEntityTooLarge), endsStream: true) }
    if head.fault == nil && length <= Limits.body {
      state = .body(head, length: length)
      return next()
    }
    state = .skipping(length)
    return malformed(head, head.fault ?? Refusal(.requestEntityTooLarge), endsStream: false)
  }

  /// Nothing after this can be read; what was read of the head may still serve to answer.
  private mutating func lose(_ refusal: Refusal, headLength: Int) -> Arrival {
    malformed(Head(reading: buffer[start..<(start + headLength)]), refusal, endsStream: true)
  }

  private mutating func malformed(_ head: Head, _ refusal: Refusal, endsStream: Bool) -> Arrival {
    if endsStream {
      state = .ended
      buffer = []
      start = 0
    }
    let isAnswered = head.isAnswered && head.fields[.via] != nil
    return .malformed(Malformed(refusal: refusal, fields: isAnswered ? head.fields : nil, endsStream: endsStream))
  }
}
