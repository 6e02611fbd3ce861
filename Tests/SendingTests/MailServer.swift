import Foundation
import TestSupport

/// A server that does what no node does; Servers/smtp.py says what.
final class MailServer {
  let scratch = try! Scratch()
  let port: Int
  private let process: ChildProcess

  /// `[::1]:PORT`.
  var address: String { "[::1]:\(port)" }

  init(_ mode: String) throws {
    let script = Programs.package + "/Tests/SendingTests/Servers/smtp.py"
    process = try ChildProcess(["python3", script, PKI.bob.chain, PKI.bob.key, scratch.path, mode])
    port = try process.output.wait(for: "a port") { bytes in
      bytes.last == 0x0a ? Int(String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)) : nil
    }
  }

  deinit {
    process.closeInput()
    _ = try? process.wait()
  }

  /// The messages to which it has said yes, envelope first.
  func messages() throws -> [String] {
    try names(scratch.path).compactMap { Int($0) }.sorted().map {
      String(decoding: try Data(contentsOf: URL(filePath: "\(scratch.path)/\($0)")), as: UTF8.self)
    }
  }

  /// The commands that it was sent.
  func commands() throws -> [String] {
    try scratch.read("commands").split(separator: "\n").map(String.init)
  }
}
