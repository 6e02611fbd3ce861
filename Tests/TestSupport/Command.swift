/// What a command has left that ran to its end.
public struct Run: Sendable {
  /// Its exit code.
  public let code: Int32
  /// What it has written to standard output.
  public let output: String
  /// What it has written to standard error.
  public let errors: String

  /// Runs a program found on the PATH, with this on its standard input.
  public init(_ command: [String], input: String = "", seconds: Double = 20) throws {
    let child = try ChildProcess(command)
    child.write(input)
    child.closeInput()
    try self.init(of: child, seconds: seconds)
  }

  /// Waits for the end of one that runs.
  public init(of child: ChildProcess, seconds: Double = 20) throws {
    code = try child.wait(seconds: seconds)
    try child.output.waitForEnd()
    try child.errors.waitForEnd()
    (output, errors) = (child.output.text, child.errors.text)
  }
}

/// Runs `peertls` to its end.
public func peertls(_ arguments: String..., input: String = "", seconds: Double = 20) throws -> Run {
  try Run([Programs.path("peertls")] + arguments, input: input, seconds: seconds)
}
