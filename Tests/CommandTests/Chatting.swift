import Foundation
import TestSupport

extension NodeSetup {
  /// A node with the chat handler alone.
  static var chat: NodeSetup {
    var setup = NodeSetup()
    setup.handlers = ["chat": "ExecStart=peertls-chat\nALPN=sip/2\nStateDirectory=chat"]
    setup.socketName = "chat"
    return setup
  }

  /// The same with this program in the handler's place.
  static func chat(program: String) -> NodeSetup {
    var setup = NodeSetup.chat
    setup.handlers["chat"] = "ExecStart=@BIN@/program\nALPN=sip/2\nExecPaths=/bin /usr/bin\nLimitNPROC=infinity"
    setup.programs["program"] = program
    return setup
  }
}

/// A person with a configuration directory and conversations.
struct Correspondent {
  let scratch = try! Scratch()
  let directory: String
  /// The conversations' directory.
  var state: String { scratch.path + "/chat" }

  /// With this certificate and these lines in contacts; `handler` is a program that takes the chat handler's place.
  init(_ credential: Credential, contacts: String, policy: String? = nil, handler: String? = nil) throws {
    directory = try scratch.person(credential, contacts: contacts, policy: policy)
    guard let handler else { return }
    let program = try scratch.write("bin/handler", handler, mode: 0o755)
    try scratch.write("me/handlers/chat.handler", "[Handler]\nExecStart=\(program) first\nALPN=sip/2\n")
  }

  /// Changes the contacts.
  func know(_ contacts: String) throws { try scratch.write("me/contacts", contacts) }

  /// Runs `peertls message` or `deliver`.
  func run(_ command: String, _ arguments: String..., input: String = "") throws -> Run {
    try run([command, "--config", directory, "--state", state] + arguments, input: input)
  }

  /// Runs `peertls conversations`.
  func conversations(_ arguments: String...) throws -> Run {
    try run(["conversations", "--state", state] + arguments, input: "")
  }

  /// Starts a command that goes on.
  func start(_ command: String, _ arguments: String...) throws -> ChildProcess {
    try ChildProcess([Programs.path("peertls"), command, "--config", directory, "--state", state] + arguments)
  }

  private func run(_ arguments: [String], input: String) throws -> Run {
    try Run([Programs.path("peertls")] + arguments, input: input, seconds: 60)
  }

  /// The messages in a box of a conversation.
  func messages(_ conversation: String, _ box: String) throws -> [String] {
    try boxed(state, conversation, box)
  }

  /// A note of a conversation; nil where there is none.
  func note(_ conversation: String, _ name: String) -> String? {
    try? String(contentsOfFile: "\(state)/\(conversation)/\(name)", encoding: .utf8)
  }
}

extension Node {
  /// The messages in a box of a conversation that the node's chat handler keeps.
  func messages(_ conversation: String, _ box: String) throws -> [String] {
    try boxed(scratch.path + "/state/chat", conversation, box)
  }
}

private func boxed(_ state: String, _ conversation: String, _ box: String) throws -> [String] {
  let path = "\(state)/\(conversation)/\(box)"
  return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    .map { try String(contentsOfFile: path + "/" + $0, encoding: .utf8) }
}
