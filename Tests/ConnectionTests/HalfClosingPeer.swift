import Foundation
import TestSupport

/// Clients/peer.py, which can say that it has finished and go on listening.
struct HalfClosingPeer {
  let process: ChildProcess

  struct Report: Decodable {
    let sent: Int
    let received: Int
    let sentHash: String
    let receivedHash: String
    /// The node has ended with close_notify.
    let clean: Bool
  }

  init(_ node: Node, as credential: Credential = PKI.alice, _ mode: String, _ argument: String) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Clients/peer.py").path
    process = try ChildProcess(
      ["python3", "-I", script, "::1", "\(node.port)", credential.chain, credential.key, "echo", mode, argument])
  }

  /// Waits for what it has to say.
  func report(seconds: Double = 30) throws -> Report {
    do { try process.output.wait(for: "}", seconds: seconds) } catch {
      throw TestFailure("\(error) \(process.errors.text)")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Report.self, from: Data(process.output.bytes))
  }
}
