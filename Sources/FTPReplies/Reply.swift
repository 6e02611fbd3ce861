/// What a server says to a command (RFC 959 §4.2).
public struct Reply: Equatable, Sendable {
  /// What the first digit means.
  public enum Kind: Int, Sendable {
    /// It has begun; another reply follows.
    case preliminary = 1
    /// It is done.
    case done
    /// The next command is what it waits for.
    case more
    /// Not now; the same command may be taken later.
    case later
    /// No.
    case never
  }

  /// Three digits, 100 to 599.
  public let code: Int
  /// The lines as they came, without their ends; the first and the last one without the code.
  public let lines: [[UInt8]]

  /// A code and what stands behind it; `lines` is not empty.
  init(code: Int, lines: [[UInt8]]) { (self.code, self.lines) = (code, lines) }

  /// What the first digit means.
  public var kind: Kind { Kind(rawValue: code / 100) ?? .never }

  /// The lines as one text, what is no UTF-8 replaced. Whatever a stranger wrote is in it: not to be shown as it is.
  public var text: String {
    lines.map { String(decoding: $0, as: UTF8.self) }.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

/// Why what a server sends is no reply, or not the one that there should be.
public enum ReplyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A line does not begin with a reply's code, where one should; its first bytes.
  case noReply([UInt8])
  /// A line is longer than ``ReplyReader/maximumLineBytes``.
  case lineTooLong
  /// A reply has more than ``ReplyReader/maximumLines`` lines, or ``ReplyReader/maximumBytes`` bytes.
  case tooLong
  /// A reply does not say what it should.
  case unexpected(what: String, Reply)

  /// What was found, for people; a stranger's words are in it.
  public var description: String {
    switch self {
    case .noReply(let bytes): "\"\(String(decoding: bytes, as: UTF8.self))\" is no reply"
    case .lineTooLong: "a reply's line has more than \(ReplyReader.maximumLineBytes) bytes"
    case .tooLong: "a reply has more than \(ReplyReader.maximumLines) lines or \(ReplyReader.maximumBytes) bytes"
    case .unexpected(let what, let reply): "\"\(reply.code) \(reply.text)\" is no \(what)"
    }
  }
}
