import Foundation
import TestSupport
import Testing

/// A message as it goes over the wire, in CRLF form.
struct Sample: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: [UInt8]

  init(_ name: String, type: String = "text/plain; charset=utf-8", encoding: String = "8bit", body: [UInt8]) {
    testDescription = name
    let header = [
      "From: Alice Example <alice@example.org>", "To: bob@example.org", "Subject: \(name)", "MIME-Version: 1.0",
      "Message-ID: <\(name.filter(\.isLetter)).\(UUID().uuidString)@example.org>", "Content-Type: \(type)",
      "Content-Transfer-Encoding: \(encoding)", "Date: Thu, 26 Nov 2026 12:00:00 +0000",
    ]
    bytes = Array((header.map { $0 + "\r\n" }.joined() + "\r\n").utf8) + body
  }

  static let plain = Sample("plain", encoding: "7bit", body: Array("Hello Bob\r\n\r\nBye\r\n".utf8))
  static let dots = Sample("dots", encoding: "7bit", body: Array(".\r\n..\r\n...\r\n.x\r\nx.\r\n\r\n.\r\n".utf8))
  static let eightBit = Sample(
    "eight bits", body: Array("Grüße, 你好\r\n".utf8) + [0xff, 0xfe, 0xe9] + Array("\r\n".utf8))
  /// 25 MiB of attachment, base64.
  static let large: Sample = {
    var body: [UInt8] = []
    var (line, state): ([UInt8], UInt32) = ([], 1)
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    while body.count < 25 << 20 {
      line = (0..<76).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return letters[Int(state >> 26)]
      }
      body += line + [13, 10]
    }
    return Sample("large", type: "application/octet-stream", encoding: "base64", body: body)
  }()
  static let all = [plain, dots, eightBit]

  /// As it is to be kept.
  var kept: [UInt8] { bytes.filter { $0 != 13 } }
}

extension Scratch {
  /// Writes bytes and returns the whole path.
  func write(_ name: String, bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }
}

/// The one message of a node's mail, once it is there.
func only(_ node: Node) throws -> [UInt8] {
  let name = try eventually("a message") { MailHandler.names(node.mail).first }
  #expect(MailHandler.names(node.mail).count == 1)
  let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(node.mail)/Maildir/new/\(name)")))
  #expect(name.hasSuffix(",S=\(bytes.count)"))
  return bytes
}

/// Runs a client, which must succeed.
func run(_ command: [String], input: [UInt8] = [], node: Node, seconds: Double = 60) throws {
  let child = try ChildProcess(command)
  child.write(input)
  child.closeInput()
  let code = try child.wait(seconds: seconds)
  let said = child.output.text.suffix(1500) + child.errors.text.suffix(1500)
  guard code == 0 else { throw TestFailure("\(command[0]) ended with \(code): \(said)\n\(node.trail.tail)") }
}

/// Runs Python's client.
func python(_ mode: String, _ arguments: [String], as credential: Credential, node: Node, seconds: Double = 60) throws {
  try run(pythonCommand(mode, arguments, as: credential, node: node), node: node, seconds: seconds)
}

/// The command line of Python's client.
func pythonCommand(_ mode: String, _ arguments: [String], as credential: Credential, node: Node) -> [String] {
  let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Clients/send.py").path
  return ["python3", script, "\(node.port)", credential.chain, credential.key, mode] + arguments
}
