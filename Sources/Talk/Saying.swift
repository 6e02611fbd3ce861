import CPIM
import SafeText

/// A message as it stands on the screen. Its first row begins with a time and then `<` where the peer has said it, and
/// `me` where the person has; all other rows are indented. So nothing that a peer says can be taken for what another said.
public struct Saying: Equatable, Sendable {
  /// What stands before all rows but the first.
  public static let indentation = "         "

  /// Its rows, in order, fit for a terminal; the first has no indentation.
  public let lines: [String]

  /// What a peer has said; `time` is when it came, `18:00:05`.
  public init(received message: CPIMMessage, contact: String, time: String) {
    lines = Saying.lines("\(time) <\(Speaker(message, contact: contact).text)> \(Saying.content(message))")
  }

  /// What the person has said. `fate` is for what was said before; what is said now gets marks.
  public init(sent message: CPIMMessage, number: Int, time: String, fate: Fate?) {
    let mark = fate.map { " (\($0.text))" } ?? ""
    lines = Saying.lines("\(time) me #\(number)\(mark): \(Saying.content(message))")
  }

  /// A file that is no message.
  public init(unreadable reason: String, by who: String, time: String) {
    lines = ["\(time) \(who) (a message that cannot be read: \(SafeText.of(reason)))"]
  }

  /// What the program says itself.
  public init(remark: String) { lines = [Saying.indentation + "-- " + SafeText.of(remark)] }

  /// The marks of the person's messages.
  public init(marks: [Int: Fate]) { lines = [Saying.indentation + Marks.line(marks)] }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static func content(_ message: CPIMMessage) -> String {
    let subject = message.subject.map { SafeText.of($0, .line.atMost(200)) } ?? ""
    let before = subject.isEmpty ? "" : "(subject: \(subject)) "
    guard let text = message.text else {
      let type = SafeText.of(message.contentType.essence, .line.atMost(64))
      return before + "(\(type), \(message.content.count) bytes, is not shown)"
    }
    let trimmed = text.unicodeScalars.reversed().drop { $0 == "\n" || $0 == "\r" }.reversed()
    return before + SafeText.of(String(String.UnicodeScalarView(trimmed)), .lines.indented(by: indentation))
  }
}
