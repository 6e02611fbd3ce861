import Foundation
import TestSupport

/// A program of Clients/, with Python's own ftplib.
struct Ftplib {
  let node: Node
  var credential = PKI.alice
  var options: [String] = []

  func start(_ program: String, _ words: [String] = [], launcher: [String] = []) throws -> ChildProcess {
    let clients = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Clients").path
    let command =
      launcher + [
        "python3", "-B", "\(clients)/\(program).py", "--port", "\(node.port)", "--ca", PKI.acme.certificate, "--cert",
        credential.chain, "--key", credential.key,
      ] + options + words
    return try node.run { try ChildProcess(command, environment: ["PYTHONUNBUFFERED": "1"]) }
  }

  /// Runs it to its end; it fails where something is not as it must be, and says what.
  @discardableResult
  func run(_ program: String, _ words: [String] = [], launcher: [String] = [], seconds: Double = 60) throws -> String {
    let outcome = try node.report { try Outcome(of: start(program, words, launcher: launcher), seconds: seconds) }
    guard outcome.code == 0 else {
      throw TestFailure("\(program).py \(options) \(words): \(outcome.errors)\n\(node.trail.tail)")
    }
    return outcome.output
  }
}
