/// What a handler finds worth noting of its connection: lines on descriptor 2, with priorities as sd-daemon(3) has them.
public struct Diary: Sendable {
  private let identifier: String
  private let limit: Int
  private var lines = 0

  /// Of a program. One connection writes at most `limit` lines, so that no peer fills the journal.
  public init(identifier: String, limit: Int) { (self.identifier, self.limit) = (identifier, limit) }

  /// Writes one line. Nothing in it can end the line or reach a terminal, and a log that stalls holds nobody up.
  public mutating func write(_ priority: Priority, _ text: String) {
    guard lines <= limit else { return }
    lines += 1
    let text = lines > limit ? "no more is noted of this connection" : text
    Log.note(text, priority: priority, identifier: identifier)
  }
}
