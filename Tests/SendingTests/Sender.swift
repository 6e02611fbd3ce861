import Foundation
import TestSupport

/// What a run of a command has left.
struct Run {
  let code: Int32
  let output: String
  let errors: String
}

/// A person who sends mail: Alice, with a configuration directory and a directory of mail.
struct Sender {
  let scratch: Scratch
  /// The configuration directory.
  let directory: String
  /// The directory of the mail.
  var state: String { scratch.path + "/mail" }

  /// With these contacts.
  init(_ credential: Credential = PKI.alice, contacts: String, policy: String? = nil) throws {
    scratch = try Scratch()
    directory = try scratch.person(credential, contacts: contacts, policy: policy)
  }

  /// Who knows Bob at this address.
  init(bobAt address: String) throws { try self.init(contacts: Sender.bob(at: address)) }

  /// Bob's line.
  static func bob(at address: String) -> String {
    "bob \(address) mail=bob@example.org key=\(PKI.bob.keyFingerprint)\n"
  }

  /// Changes the contacts.
  func know(_ contacts: String) throws { try scratch.write("me/contacts", contacts) }

  /// Runs `peertls mail` or `queue`.
  func run(_ command: String, _ arguments: String..., input: String = "") throws -> Run {
    try Sender.run(
      [Programs.path("peertls"), command, "--config", directory, "--state", state] + arguments, input: input)
  }

  /// The environment of programs that send mail.
  var environment: [String: String] {
    ["CONFIGURATION_DIRECTORY": directory, "STATE_DIRECTORY": state, "HOME": scratch.path, "TERM": "dumb"]
  }

  /// The path of `peertls-sendmail`, the same program under another name.
  func sendmail() throws -> String {
    let path = scratch.path + "/peertls-sendmail"
    if !FileManager.default.fileExists(atPath: path) {
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: Programs.path("peertls"))
    }
    return path
  }

  /// Runs `peertls-sendmail`.
  func sendmail(_ arguments: String..., input: String = "") throws -> Run {
    try Sender.run([sendmail()] + arguments, environment: environment, input: input)
  }

  /// Runs a program to its end.
  static func run(_ command: [String], environment: [String: String] = [:], input: String = "") throws -> Run {
    let child = try ChildProcess(command, environment: environment)
    child.write(input)
    child.closeInput()
    let code = try child.wait(seconds: 120)
    try child.output.waitForEnd()
    try child.errors.waitForEnd()
    return Run(code: code, output: child.output.text, errors: child.errors.text)
  }

  /// The names of the files in a directory of the queue: `waiting`, `failed`, `tried`, `contacts`.
  func queued(_ box: String = "waiting") -> [String] { names("\(state)/queue/\(box)") }

  /// A file of the queue.
  func queued(_ name: String, in box: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: "\(state)/queue/\(box)/\(name)")), as: UTF8.self)
  }

  /// Notes of a contact (`contacts`) or of a message (`tried`) that nothing is to be tried for so many seconds.
  func postpone(_ name: String, in box: String, seconds: Int) throws {
    let next = Int(Date().timeIntervalSince1970) + seconds
    try scratch.write("mail/queue/\(box)/\(name)", "Next: \(next)\nTries: 1\nTold: no\nReason: away\nReply: \n")
  }

  /// Notes of a message that it has waited for so many seconds.
  func age(_ name: String, seconds: Int) throws {
    let now = Int(Date().timeIntervalSince1970)
    try scratch.write(
      "mail/queue/tried/\(name)",
      "Next: 0\nTries: 9\nTold: no\nReason: away\nReply: \nWaited: \(seconds)\nSeen: \(now)\n")
  }

  /// Has a message that waits have been queued by a clock that was so many seconds ahead; its new name.
  func queue(_ name: String, ahead seconds: Int) throws -> String {
    let moved = "\(Int(Date().timeIntervalSince1970) + seconds)" + name.dropFirst(10)
    try FileManager.default.moveItem(
      atPath: "\(state)/queue/waiting/\(name)", toPath: "\(state)/queue/waiting/\(moved)")
    return moved
  }

  /// The messages in the own Maildir.
  func received() throws -> [String] { try texts("\(state)/Maildir/new") }
}

/// The names in a directory, sorted; none where there is no directory.
func names(_ directory: String) -> [String] {
  ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
}

/// The files of a directory as text.
func texts(_ directory: String) throws -> [String] {
  try names(directory).map {
    String(decoding: try Data(contentsOf: URL(filePath: directory + "/" + $0)), as: UTF8.self)
  }
}

/// A message without its header; lines end with LF.
func body(_ message: String) -> String {
  let text = message.replacing("\r\n", with: "\n")
  return text.range(of: "\n\n").map { String(text[$0.upperBound...]) } ?? ""
}
