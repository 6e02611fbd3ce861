import Glibc
import Journal
import Processes

/// The person's terminal, or what takes its place.
enum Terminal {
  /// Writes a line to standard output. Ends the process where nobody reads it any more.
  static func print(_ line: String) {
    do { try File.write(Array((line + "\n").utf8), to: 1, name: "standard output") } catch {
      exit(error.code == EPIPE ? 0 : Failure.Code.inputOutput.rawValue)
    }
  }

  /// What this program is called in what it complains of.
  private static let name = CommandLine.arguments.first.map(Sendmail.isMeant) == true ? "peertls-sendmail" : "peertls"

  /// Writes a line to standard error.
  static func complain(_ line: String) {
    try? File.write(Array("\(name): \(line)\n".utf8), to: 2, name: "standard error")
  }
}
