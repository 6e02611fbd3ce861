import Foundation
import TestSupport

/// Debian's curl, with Alice's certificate, as ftps://.
struct Curl: Sendable {
  let node: Node
  var credential = PKI.alice
  var options: [String] = []

  /// The URL of a path from the root, whose parts are percent-encoded.
  func url(_ path: String) -> String {
    let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
    return "ftps://\(node.address)/" + (path.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "")
  }

  /// The words of a command; `-g`, as addresses have brackets.
  func command(_ words: [String]) -> [String] {
    [
      "curl", "-q", "-sS", "-g", "--cacert", PKI.acme.certificate, "--cert", credential.chain, "--key", credential.key,
      "-u", "alice@example.org:",
    ] + options + words
  }

  /// Runs curl to its end.
  func run(_ words: [String], seconds: Double = 60) throws -> Outcome {
    try node.report { try Outcome(of: ChildProcess(command(words)), seconds: seconds) }
  }

  /// Runs curl to its end, which must be success; what it wrote.
  @discardableResult
  func succeed(_ words: [String], seconds: Double = 60) throws -> String {
    let outcome = try run(words, seconds: seconds)
    guard outcome.code == 0 else {
      throw TestFailure("curl \(words): \(outcome.code) \(outcome.errors)\n\(node.trail.tail)")
    }
    return outcome.output
  }

  func upload(_ file: String, to path: String, _ more: [String] = []) throws {
    try succeed(["-T", file, url(path)] + more)
  }

  func download(_ path: String, to file: String, _ more: [String] = []) throws {
    try succeed(["-o", file, url(path)] + more)
  }
}
