import Lexemes

/// Why a policy, a list or a contact cannot be read, and where.
public struct PolicyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file, as it was named to the parser.
  public var file: String
  /// The line, from 1.
  public var line: Int
  /// The column, from 1, in bytes.
  public var column: Int
  /// What was found and what was expected.
  public var message: String

  /// An error at a place that the compiler knows, for instance a declaration whose file is missing.
  public init(file: String, line: Int, column: Int, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }

  /// `file:line:column: message`, as compilers print it.
  public var description: String { "\(file):\(line):\(column): \(message)" }
}

/// One line of a file: where errors are.
struct Place {
  var file: String
  var line: Int

  func error(_ column: Int, _ message: String) -> PolicyError {
    PolicyError(file: file, line: line, column: column, message: message)
  }
}

/// What was found, for a message: in quotes, cut where it is long.
func shown(_ text: some StringProtocol) -> String {
  text.count > 64 ? "\"\(text.prefix(64))…\"" : "\"\(text)\""
}

/// ` (did you mean "deny"?)` if one of the words is two slips away at most, one for a short word; else nothing.
func suggestion(for text: String, among words: some Collection<String>) -> String {
  guard let (word, slips) = Slips.nearest(to: text, among: words), slips <= (word.utf8.count < 5 ? 1 : 2) else {
    return ""
  }
  return " (did you mean \"\(word)\"?)"
}
