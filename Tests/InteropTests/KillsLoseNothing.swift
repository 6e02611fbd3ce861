import CPIM
import Conversations
import Foundation
import TestSupport
import Testing

/// Five hundred messages each way, while handler, session, caller and acceptor are killed at random: in the end each is
/// there once and whole, and each was answered.
@Test func killsLoseNothing() throws {
  let count = 500
  let scratch = try Scratch()
  var setup = NodeSetup.chat(settings: ["MaxSessionsPerSource": "64", "Spares": "1"])
  setup.launcher = ["sh", "-c", supervising, "supervisor"]
  let node = try Node(setup)
  let me = try scratch.person(
    PKI.alice, contacts: "bob \(node.address) anchor=acme email=bob@example.org\n", policy: "anchor acme acme.pem\n")
  let state = try scratch.directory("state")
  // The first connection makes the conversations.
  try put(["alice 0"], in: state, conversation: "bob@example.org")
  try deliver(me, state)
  _ = try eventually("the first message") {
    node.messages("new", with: "alice@example.org").isEmpty ? nil : true
  }
  try put((1..<count).map { "alice \($0)" }, in: state, conversation: "bob@example.org")
  try put((0..<count).map { "bob \($0)" }, in: node.conversations, conversation: "alice@example.org")

  var random = SystemRandomNumberGenerator()
  var kills = 0
  let end = Date(timeIntervalSinceNow: 240)
  func isDone() -> Bool {
    names(state, "bob@example.org", "out").isEmpty && names(node.conversations, "alice@example.org", "out").isEmpty
  }
  var call = try stay(me, state)
  while !isDone(), Date() < end {
    usleep(UInt32.random(in: 10_000...150_000, using: &random))
    if !call.isRunning { call = try stay(me, state) }
    let victims =
      [
        ProcessTable.descendants(of: node.pid, running: "peertls-chat"),
        ProcessTable.descendants(of: node.pid, running: "peertls-session"),
        ProcessTable.descendants(of: node.pid, running: "peertlsd"),
        ProcessTable.descendants(of: call.pid, running: "peertls-chat"), [call.pid],
      ].randomElement(using: &random) ?? []
    if let victim = victims.randomElement(using: &random) {
      kill(victim, SIGKILL)
      kills += 1
    }
  }
  call.signal(SIGTERM)
  #expect(isDone())
  #expect(kills > 10)
  print("500 messages each way, \(kills) kills")
  for (directory, peer, sender) in [
    (node.conversations, "alice@example.org", "alice"), (state, "bob@example.org", "bob"),
  ] {
    let texts = try names(directory, peer, "new").map { name in
      try lastLine(String(contentsOfFile: "\(directory)/\(peer)/new/\(name)", encoding: .utf8))
    }
    #expect(texts.count == count)
    #expect(Set(texts) == Set((0..<count).map { "\(sender) \($0)" }))
  }
  #expect(names(state, "bob@example.org", "sent").count == count)
  #expect(names(node.conversations, "alice@example.org", "sent").count == count)
  #expect(names(state, "bob@example.org", "failed").isEmpty)
  node.signal(SIGTERM)
}

/// Starts the acceptor again whenever it was killed, on the same socket, as systemd does.
private let supervising = """
  trap 'kill -TERM "$child" 2>/dev/null; wait "$child"; exit 0' TERM
  while :; do "$@" & child=$!; wait "$child"; done
  """

private func stay(_ me: String, _ state: String) throws -> ChildProcess {
  try ChildProcess([Programs.path("peertls"), "deliver", "--config", me, "--state", state, "--now", "--stay", "bob"])
}

private func deliver(_ me: String, _ state: String) throws {
  let call = try ChildProcess([
    Programs.path("peertls"), "deliver", "--config", me, "--state", state, "--now", "bob",
  ])
  guard try call.wait(seconds: 30) == 0 else { throw TestFailure("deliver: \(call.errors.text)") }
}

private func put(_ texts: [String], in directory: String, conversation: String) throws {
  let store = try ConversationStore(directory)
  let conversation = try store.conversation(making: conversation)
  for text in texts { _ = try conversation.put(CPIMMessage.text(text).encode()) }
}

private func names(_ directory: String, _ peer: String, _ box: String) -> [String] {
  (try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(peer)/\(box)")) ?? []
}

private func lastLine(_ text: String) -> String { text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "" }
