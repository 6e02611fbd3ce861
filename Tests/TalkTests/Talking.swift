import CPIM
import Conversations
import Foundation
import Processes
import TestSupport

/// A person's conversation with bob, whose key is not known by any anchor; the test is the engine.
final class Talking {
  static let key = String(repeating: "7", count: 64)

  let scratch: Scratch
  var conversation: Conversation
  private var received = 0

  /// `address` is where bob is called.
  init(address: String = "[::1]:1", credential: Credential? = nil) throws {
    scratch = try Scratch()
    try scratch.write("me/contacts", "bob \(address) key=\(Talking.key)\n")
    if let credential {
      try scratch.write("me/node.crt", String(contentsOfFile: credential.chain, encoding: .utf8))
      try scratch.write("me/node.key", String(contentsOfFile: credential.key, encoding: .utf8), mode: 0o600)
    }
    try scratch.directory("state")
    conversation = try ConversationStore(scratch.path + "/state").conversation(making: Talking.key)
  }

  /// The command line; without `call` nobody is called.
  func command(_ options: [String] = [], call: Bool = false) -> [String] {
    [Programs.path("peertls"), "chat", "--config", scratch.path + "/me", "--state", scratch.path + "/state"]
      + (call ? [] : ["--no-call"]) + options + ["bob"]
  }

  func terminal(_ options: [String] = [], rows: Int = 24, columns: Int = 80, call: Bool = false) throws -> TestTerminal
  {
    let terminal = try TestTerminal(command(options, call: call), rows: rows, columns: columns)
    try terminal.wait("^bob>$")
    return terminal
  }

  /// As the engine stores what the peer has sent.
  @discardableResult
  func receive(
    _ text: String, name: String? = "Bob Builder", verified: String? = "yes", id: String? = nil, now: UInt64? = nil,
    change: (inout CPIMMessage) -> Void = { _ in }
  ) throws -> Stored {
    var message = CPIMMessage.text(
      text, dateTime: Timestamp(seconds: 1_700_000_000), messageID: id, requesting: id == nil ? [] : [.display])
    message[own: "Received"] = Timestamp(seconds: Clock.unixSeconds).description
    message[own: "Verified"] = verified
    message[own: "Name"] = name
    change(&message)
    received += 1
    let hash = MessageHash.of(callID: "call", sequence: UInt32(received), fromTag: "tag")
    return try conversation.store(message.encode(), hash: hash, now: now ?? Clock.unixMicroseconds)
  }

  /// What waits in out/, as text, in its order; nil for what is no text.
  func waiting() throws -> [(name: String, message: CPIMMessage)] {
    try conversation.names(in: .out).compactMap { name in
      try conversation.read(name, in: .out).map { (name, try CPIMMessage(parsing: $0, lineEnds: .any)) }
    }
  }

  /// Waits until out/ holds so many, and what they are.
  func waiting(count: Int) throws -> [(name: String, message: CPIMMessage)] {
    try until("\(count) in out/") { try self.conversation.names(in: .out).count == count }
    return try waiting()
  }

  /// Waits for something that a file will show.
  func until(_ what: String, _ isTrue: () throws -> Bool) throws {
    var watch = try ConversationWatch()
    try watch.add(conversation, Conversation.Box.allCases, notes: true)
    let end = Date(timeIntervalSinceNow: 10)
    while try !isTrue() {
      guard Date() < end else { throw TestFailure("not in 10 s: \(what)") }
      var list = WaitingList()
      list.add(watch.number, .read)
      // What is removed is not told.
      list.wait(milliseconds: 100)
      _ = try watch.read()
    }
  }
}
