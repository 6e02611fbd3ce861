/// What is wrong with a configuration file, and where: one error a file, the first.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file as the caller named it.
  public let file: String
  /// Line, from 1; 0 when the whole file is meant.
  public let line: Int
  /// Column in bytes, from 1; 0 when a whole line or file is meant.
  public let column: Int
  /// What is wrong and what to do.
  public let message: String

  /// An error at a place in a file.
  public init(file: String, line: Int, column: Int, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }

  /// `file:line:column: message`, as compilers write it.
  public var description: String {
    if line == 0 { return "\(file): \(message)" }
    if column == 0 { return "\(file):\(line): \(message)" }
    return "\(file):\(line):\(column): \(message)"
  }
}

/// A place in a file: line and column (in bytes), both from 1.
struct Location: Equatable, Sendable {
  let line: Int
  let column: Int
}
