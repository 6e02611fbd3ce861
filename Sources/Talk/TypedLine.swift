/// What a person means by a line that they have typed.
public enum TypedLine: Equatable, Sendable {
  /// Nothing is meant by an empty line.
  case nothing
  /// To be sent.
  case message(String)
  /// `/quit`
  case quit
  /// `/help`
  case help
  /// `/history N`: the last messages again.
  case history(Int)
  /// Not sent, and why, in one line that is fit for a terminal.
  case refused(String)

  /// How many messages `/history` shows where it does not say, and how many at most.
  public static let historyCount = (usual: 20, most: 1000)

  /// What `/help` says.
  public static let helpLines = [
    "what you type is sent; a line of spaces is not",
    "/history N   the last N messages again (\(historyCount.usual) without N, at most \(historyCount.most))",
    "/quit        end, as ^D does; what waits is kept",
    "//TEXT       send a line that begins with /",
    "marks: waiting (not sent yet), sent (their node has it), delivered, read, failed",
    "<NAME> is somebody for whose name an anchor vouches; \"claims\": the key is known, the name is their own word",
  ]

  /// Reads a line without its end.
  public init(_ line: String) {
    let text = line.unicodeScalars.last == "\r" ? String(line.unicodeScalars.dropLast()) : line
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      self = .nothing
      return
    }
    if text.utf8.count > OutgoingText.maximumBytes {
      self = .refused(
        "not sent: a message has at most \(OutgoingText.maximumBytes) bytes, and this one \(text.utf8.count)")
    } else if text.hasPrefix("//") {
      self = .message(String(text.dropFirst()))
    } else if text.unicodeScalars.first == "/" {
      self = TypedLine(command: text.split(whereSeparator: \.isWhitespace))
    } else {
      self = .message(text)
    }
  }

  private init(command words: [Substring]) {
    switch (words.first ?? "", words.count) {
    case ("/quit", 1): self = .quit
    case ("/help", 1): self = .help
    case ("/history", 1): self = .history(TypedLine.historyCount.usual)
    case ("/history", 2):
      if let count = Int(words[1]), (1...TypedLine.historyCount.most).contains(count) {
        self = .history(count)
      } else {
        self = .refused("/history takes a number from 1 to \(TypedLine.historyCount.most)")
      }
    default: self = .refused("not sent: no such command; /help lists them, and // begins a message with /")
    }
  }
}
