import Foundation
import TestSupport

/// A server that does what no node does; Servers/server.py says what.
struct ScriptedServer {
  enum Mode: String { case takes, unread, gone, deaf }

  /// What became of the caller.
  struct Call: Decodable {
    let code: Int32
    /// Processor time in seconds.
    let processor: Double
    let errors: String
    /// Bytes that the server has read.
    let received: Int
  }

  /// Runs `peertls connect` against it; `alpn` nil is a server that knows none.
  static func call(_ mode: Mode, alpn: String? = "echo", config: String, _ more: String...) throws -> Call {
    let script = Programs.package + "/Tests/CommandTests/Servers/server.py"
    let output = try ChildProcess.run(
      ["python3", script, PKI.bob.chain, PKI.bob.key, alpn ?? "", mode.rawValue]
        + [Programs.path("peertls"), "connect", "--config", config, "@", "echo", "--key", PKI.bob.keyFingerprint]
        + more)
    return try JSONDecoder().decode(Call.self, from: Data(output.utf8))
  }
}
