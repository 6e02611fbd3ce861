import Foundation
import SMTP

/// The real peertls-smtp over pipes: what is written is what the peer says, and what it says is read as replies.
public final class MailHandler: Sendable {
  /// The program.
  public let process: ChildProcess
  /// STATE_DIRECTORY.
  public let state: String

  /// Starts it for a peer. `launcher` is what starts it.
  public init(
    _ state: String, owner: ChatPerson = .bob, peer: ChatPerson = .alice, options: [String] = [],
    launcher: [String] = [], without: [String] = [], adding: [String: String] = [:]
  ) throws {
    self.state = state
    var variables = ChatEngine.environment(owner: owner, peer: peer, state: state)
    variables["SSL_PROTOCOL"] = "TLSv1.3"
    variables["SSL_CIPHER"] = "TLS_AES_256_GCM_SHA384"
    variables.merge(adding) { $1 }
    process = try ChildProcess(
      launcher + ["env", "-i"] + variables.filter { !without.contains($0.key) }.map { "\($0)=\($1)" }
        + [Programs.path("peertls-smtp")] + options)
  }

  /// Says something.
  public func write(_ bytes: [UInt8]) { process.write(bytes) }
  /// Says something.
  public func write(_ text: String) { process.write(text) }

  /// What it has said so far.
  public var replies: [Reply] { Self.replies(process.output.bytes) }

  private static func replies(_ bytes: [UInt8]) -> [Reply] {
    var reader = ReplyReader()
    reader.append(bytes)
    var replies: [Reply] = []
    while let reply = try? reader.next() { replies.append(reply) }
    return replies
  }

  /// Its reply of that number, from 0, which is the greeting.
  @discardableResult
  public func reply(_ number: Int, seconds: Double = 20) throws -> Reply {
    try process.output.wait(for: "reply \(number)", seconds: seconds) { bytes in
      let replies = Self.replies(bytes)
      return number < replies.count ? replies[number] : nil
    }
  }

  /// Says all of it and finishes; the replies after the greeting, once it has ended.
  public func converse(_ text: String, seconds: Double = 30) throws -> [Reply] {
    try converse(Array(text.utf8), seconds: seconds)
  }

  /// Says all of it and finishes; the replies after the greeting, once it has ended.
  public func converse(_ bytes: [UInt8], seconds: Double = 30) throws -> [Reply] {
    write(bytes)
    process.closeInput()
    try process.wait(seconds: seconds)
    try process.output.waitForEnd()
    try process.errors.waitForEnd()
    return Array(replies.dropFirst())
  }

  /// The names of the messages in `new`.
  public var names: [String] { Self.names(state) }

  /// The messages in `new`, by name.
  public var messages: [String] { get throws { try Self.messages(state) } }

  /// The names of the messages in a state directory's `Maildir/new`.
  public static func names(_ state: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: state + "/Maildir/new")) ?? []).sorted()
  }

  /// The messages in a state directory's `Maildir/new`, by name.
  public static func messages(_ state: String) throws -> [String] {
    try names(state).map { name in
      String(decoding: try Data(contentsOf: URL(filePath: "\(state)/Maildir/new/\(name)")), as: UTF8.self)
    }
  }
}

/// A message and its envelope, as a client sends it or as none should.
public struct Letter: Sendable {
  /// What stands before MAIL, with line ends.
  public var greeting = "EHLO client.example\r\n"
  /// MAIL FROM and its parameters.
  public var from = "<alice@example.org>"
  /// The recipients, with their parameters.
  public var to = ["<bob@example.org>"]
  /// The header, with line ends.
  public var header: String
  /// The body.
  public var body: String

  /// A good letter; `id` makes its Message-ID.
  public init(id: String = "1", body: String = "hello\r\n") {
    header =
      "From: Alice <alice@example.org>\r\nTo: bob@example.org\r\nSubject: test\r\nMessage-ID: <\(id)@example.org>\r\n"
    self.body = body
  }

  /// The same with other fields in place of those of these names, or without them where the value is nil.
  public func with(_ name: String, _ value: String?) -> Letter {
    var letter = self
    var lines = header.components(separatedBy: "\r\n").filter { !$0.hasPrefix(name + ":") && !$0.isEmpty }
    if let value { lines.append("\(name): \(value)") }
    letter.header = lines.map { $0 + "\r\n" }.joined()
    return letter
  }

  /// The same from somebody else.
  public func from(_ path: String) -> Letter {
    var letter = self
    letter.from = path
    return letter
  }

  /// The same to others.
  public func to(_ paths: String...) -> Letter {
    var letter = self
    letter.to = paths
    return letter
  }

  /// What stands before DATA or BDAT.
  public var envelope: String {
    greeting + "MAIL FROM:\(from)\r\n" + to.map { "RCPT TO:\($0)\r\n" }.joined()
  }

  /// Header and body.
  public var text: String { header + "\r\n" + body }

  /// With DATA; dots are not doubled.
  public var data: String { envelope + "DATA\r\n" + text + (text.hasSuffix("\r\n") ? "" : "\r\n") + ".\r\n" }

  /// With one BDAT.
  public var chunk: String { envelope + "BDAT \(text.utf8.count) LAST\r\n" + text }
}
