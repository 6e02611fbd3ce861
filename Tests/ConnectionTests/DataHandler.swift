import Foundation
import TestSupport

/// A node whose handler is Clients/datahandler.py, and its peer's control connection.
final class DataHandler: Sendable {
  let node: Node
  let control: Caller

  /// How the node was made.
  let setup: NodeSetup

  init(settings: [String: String] = [:], network: Network? = nil) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Clients/datahandler.py")
    var setup = NodeSetup(
      program: try String(contentsOf: script, encoding: .utf8), handler: "Control=yes\n", settings: settings)
    setup.network = network
    self.setup = setup
    node = try Node(setup)
    control = try Caller(node, as: PKI.alice)
  }

  /// Says a line, and waits for the next answer that begins so.
  func ask(_ line: String, answer: String) throws -> [Int] {
    control.write(line + "\n")
    return try self.answer(answer)
  }

  /// Waits for a line that begins so; the numbers in it.
  func answer(_ beginning: String) throws -> [Int] {
    try node.report {
      let line = try control.output.wait(for: beginning, seconds: 20) { bytes in
        String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
          .last { $0.hasPrefix(beginning) }.map(String.init)
      }
      return line.split(separator: " ").compactMap { Int($0) }
    }
  }

  /// Opens a data port; its number.
  func listen(_ id: Int) throws -> UInt16 {
    let numbers = try ask("listen \(id)", answer: "port \(id) ")
    return UInt16(numbers[1])
  }

  /// Connects to a data port.
  func connect(_ port: UInt16, as credential: Credential? = PKI.alice, options: [String] = []) throws -> Caller {
    try Caller(node, as: credential, alpn: nil, port: port, options: options)
  }
}
