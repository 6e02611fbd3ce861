/// What a server says to one command (RFC 5321 §4.2).
public struct Reply: Equatable, Sendable, CustomStringConvertible {
  /// What the first digit of a code means for the command.
  public enum Kind: Sendable {
    /// 2xx: it is done.
    case done
    /// 3xx: more is awaited.
    case more
    /// 4xx: it may succeed another time.
    case temporary
    /// 5xx: it will not succeed.
    case permanent
  }

  /// 200 to 599.
  public let code: Int
  /// The enhanced status code; nil where there is none.
  public let status: EnhancedStatus?
  /// The text of each line, without codes; at least one. One that was read may hold whatever the server sends, but for
  /// line ends.
  public let lines: [String]

  /// A reply; the text is cut into lines at line feeds.
  public init(_ code: Int, _ status: EnhancedStatus? = nil, _ text: String) {
    precondition((200...599).contains(code))
    (self.code, self.status) = (code, status)
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  init(code: Int, status: EnhancedStatus?, lines: [String]) {
    (self.code, self.status, self.lines) = (code, status, lines)
  }

  /// What it means.
  public var kind: Kind {
    switch code {
    case ..<300: .done
    case ..<400: .more
    case ..<500: .temporary
    default: .permanent
    }
  }

  /// Code, enhanced status and text in one line. What a peer has sent is unfit for a terminal (module SafeText).
  public var description: String {
    ([String(code)] + (status.map { [$0.description] } ?? []) + lines).joined(separator: " ")
  }

  /// As it goes over the wire: control characters become spaces, and a line that is too long is cut. Every line carries
  /// the enhanced status (RFC 2034 §4).
  public func encode() -> [UInt8] {
    var bytes: [UInt8] = []
    for (place, line) in lines.enumerated() {
      let prefix = "\(code)\(place < lines.count - 1 ? "-" : " ")" + (status.map { "\($0) " } ?? "")
      var room = SMTPLimits.writtenReplyLine - prefix.utf8.count - 2
      bytes += prefix.utf8
      for scalar in line.unicodeScalars {
        let text = Array(String(scalar.properties.generalCategory == .control ? " " : scalar).utf8)
        if text.count > room { break }
        room -= text.count
        bytes += text
      }
      bytes += [carriageReturn, lineFeed]
    }
    return bytes
  }
}
