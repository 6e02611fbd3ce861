import ArgumentParser
import Glibc
import Journal
import Processes

/// What is said to whoever has mistyped a command.
enum UsageError {
  /// Ends the process: one line for a command line that is wrong, ArgumentParser's own answer for anything else.
  static func end(_ error: any Error) -> Never {
    let message = Peertls.message(for: error)
    guard Peertls.exitCode(for: error) == .validationFailure, !message.isEmpty else { Peertls.exit(withError: error) }
    let lines = message.split(separator: "\n").map { $0.drop { $0 == " " } }
    Terminal.complain(lines.joined(separator: " ").sanitised)
    Glibc.exit(Failure.Code.usage.rawValue)
  }
}

/// A command that is nothing without one of its subcommands.
protocol CommandGroup: ParsableCommand {}

extension CommandGroup {
  /// Says which there are.
  mutating func run() throws {
    try? File.write(Array((Peertls.helpMessage(for: Self.self) + "\n").utf8), to: 2, name: "standard error")
    throw ExitCode(Failure.Code.usage.rawValue)
  }
}
