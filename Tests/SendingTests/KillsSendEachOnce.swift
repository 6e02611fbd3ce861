import Foundation
import TestSupport
import Testing

/// 500 messages, while what sends them, and what takes them, is killed at random: in the end each is there once and whole.
@Test func killsSendEachOnce() throws {
  let count = 500
  var setup = NodeSetup.mailbox
  setup.settings["MaxSessionsPerSource"] = "64"
  let node = try Node(setup)
  let alice = try Sender(bobAt: node.address)
  for number in 0..<count {
    let text = "Subject: \(number)\nMessage-ID: <\(number)@example.org>\n\n" + contents(number)
    guard try alice.sendmail("-odq", "bob", input: text).code == 0 else { throw TestFailure("not queued") }
  }
  #expect(alice.queued().count == count)
  var (kills, taken) = (0, 0)
  let end = Date(timeIntervalSinceNow: 300)
  var runner: ChildProcess?
  // How long the next kill may be away: such that some messages go between two, however fast the machine is.
  var (most, before) = (50_000, count)
  while !alice.queued().isEmpty, Date() < end {
    if runner?.isRunning != true {
      runner = try ChildProcess([
        Programs.path("peertls"), "queue", "--flush", "--config", alice.directory, "--state", alice.state,
      ])
    }
    usleep(UInt32.random(in: 1_000...UInt32(most)))
    let left = alice.queued().count
    most = left == before ? min(1_000_000, most * 5 / 4) : max(10_000, most / 2)
    before = left
    let takers = ["peertls-smtp", "peertls-session"].flatMap {
      ProcessTable.descendants(of: node.pid, running: $0)
    }
    // Mostly the sender; also who takes it and who brings it there, so that replies are lost.
    if let taker = takers.randomElement(), Int.random(in: 0..<3) == 0 {
      kill(taker, SIGKILL)
      taken += 1
    } else if let runner, runner.isRunning {
      runner.signal(SIGKILL)
      kills += 1
    }
  }
  #expect(alice.queued().isEmpty && alice.queued("failed").isEmpty)
  #expect(kills > 10 && taken > 5)
  print("\(count) messages, \(kills) kills of the sender, \(taken) of the receiver")
  let letters = try node.letters()
  let numbers = letters.compactMap { $0.firstMatch(of: /(?m)^Subject: (\d+)$/).flatMap { Int($0.output.1) } }
  #expect(numbers.count == count)
  #expect(Set(numbers) == Set(0..<count))
  for (number, letter) in zip(numbers, letters) { #expect(body(letter) == contents(number)) }
  // What went may leave no notes.
  _ = try alice.run("queue", "--run")
  #expect(alice.queued("tried").isEmpty)
}

/// What must be in the message of that number.
private func contents(_ number: Int) -> String {
  (0..<(number * 37 % 4000)).map { "\(number) \($0)\n" }.joined()
}
