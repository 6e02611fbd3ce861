import Foundation
import TestSupport

/// Debian's lftp, which speaks TLS by GnuTLS, with Alice's certificate.
struct Lftp: Sendable {
  let node: Node
  let scratch: Scratch
  var settings: [String: String] = [:]

  /// Runs lines of lftp's own language; the first that fails ends it.
  @discardableResult
  func run(_ lines: [String], seconds: Double = 60) throws -> String {
    var all = [
      "ssl:ca-file": PKI.acme.certificate, "ssl:cert-file": PKI.alice.chain, "ssl:key-file": PKI.alice.key,
      "ftp:ssl-protect-data": "yes", "net:max-retries": "1", "net:timeout": "20", "cmd:fail-exit": "yes",
      "cmd:interactive": "no", "cmd:move-background": "no", "xfer:log": "no",
    ]
    all.merge(settings) { $1 }
    let script =
      all.sorted { $0.key < $1.key }.map { "set \($0.key) \"\($0.value)\"" }
      + ["open -u \"alice@example.org,\" ftps://\(node.address)"] + lines
    let home = try scratch.directory("lftp")
    let environment = ["LFTP_HOME": home, "TERM": "dumb"]
    let client = try node.run { try ChildProcess(["lftp", "--norc"], environment: environment) }
    client.write(script.joined(separator: "\n") + "\n")
    let outcome = try node.report { try Outcome(of: client, seconds: seconds) }
    guard outcome.code == 0, outcome.errors.isEmpty else {
      throw TestFailure("lftp \(lines): \(outcome.code) \(outcome.errors)\n\(node.trail.tail)")
    }
    return outcome.output
  }

  /// A word of lftp's language.
  static func quoted(_ word: String) -> String {
    "\"" + word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
