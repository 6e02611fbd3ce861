import Journal

/// What is worth noting of a connection: lines on descriptor 2, with priorities as sd-daemon(3) has them.
struct Diary {
  /// How many lines one connection may write, so that no peer fills the journal.
  static let maximumLines = 256

  private var lines = 0

  /// Writes one line. Nothing in it can end the line or reach a terminal, and a log that stalls holds nobody up.
  mutating func write(_ priority: Priority, _ text: String) {
    guard lines <= Diary.maximumLines else { return }
    lines += 1
    let text = lines > Diary.maximumLines ? "no more is noted of this connection" : text
    Log.note(text, priority: priority, identifier: "peertls-chat")
  }
}
