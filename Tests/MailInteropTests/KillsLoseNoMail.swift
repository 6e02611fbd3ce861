import Foundation
import TestSupport
import Testing

/// Five hundred messages, while handler, session, acceptor and client are killed at random: in the end each is there once
/// and whole.
@Test(.timeLimit(.minutes(10))) func killsLoseNoMail() throws {
  var count = 500
  let scratch = try Scratch()
  var setup = NodeSetup.mail(settings: ["MaxSessionsPerSource": "64", "Spares": "1"])
  setup.launcher = ["sh", "-c", supervising, "supervisor"]
  let node = try Node(setup)
  let done = scratch.path + "/done"
  func start() throws -> ChildProcess {
    try ChildProcess(
      pythonCommand("all", ["alice@example.org", "bob@example.org", done, "\(count)"], as: PKI.alice, node: node))
  }
  var random = SystemRandomNumberGenerator()
  var kills = 0
  var client = try start()
  let end = Date(timeIntervalSinceNow: 400)
  while Date() < end {
    usleep(UInt32.random(in: 5_000...120_000, using: &random))
    if !client.isRunning {
      if try client.wait() == 0 {
        if kills > 20 { break }
        // The machine has left this loop too little time: there are more to come.
        count += 250
      }
      client = try start()
    }
    let victims =
      [
        ProcessTable.descendants(of: node.pid, running: "peertls-smtp"),
        ProcessTable.descendants(of: node.pid, running: "peertls-smtp"),
        ProcessTable.descendants(of: node.pid, running: "peertls-session"),
        ProcessTable.descendants(of: node.pid, running: "peertlsd"), [client.pid],
      ].randomElement(using: &random) ?? []
    if let victim = victims.randomElement(using: &random) {
      kill(victim, SIGKILL)
      kills += 1
    }
  }
  #expect(try client.wait(seconds: 60) == 0)
  #expect(kills > 20)
  print("\(count) messages, \(kills) kills")
  var subjects: [Int] = []
  for message in try MailHandler.messages(node.mail) {
    let parts = message.split(separator: "\n\n", maxSplits: 1)
    let line = parts[0].split(separator: "\n").first { $0.hasPrefix("Subject: ") }
    let number = try #require(line.flatMap { Int($0.dropFirst(9)) })
    subjects.append(number)
    #expect(parts[1] == (0...(number % 50)).map { "line \($0) of \(number)\n" }.joined()[...], "\(number)")
  }
  #expect(subjects.count == count && Set(subjects) == Set(0..<count))
  node.signal(SIGTERM)
}

/// Starts the acceptor again whenever it was killed, on the same socket, as systemd does.
private let supervising = """
  trap 'kill -TERM "$child" 2>/dev/null; wait "$child"; exit 0' TERM
  while :; do "$@" & child=$!; wait "$child"; done
  """
