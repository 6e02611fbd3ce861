import Foundation
import TestSupport
import Testing

/// Two engines that talk to each other, each with a state directory of its own.
private final class Pair {
  let engines: [ChatEngine]
  /// Both pipes stay open whoever is there: each engine would take the other's being late for its end.
  private var held: [Int32] = []

  init(_ scratch: Scratch) throws {
    let pipes = ["a", "b"].map { "\(scratch.path)/\($0)" }
    for pipe in pipes {
      unlink(pipe)
      #expect(mkfifo(pipe, 0o600) == 0)
      held.append(open(pipe, O_RDWR | O_CLOEXEC))
    }
    let people: [ChatPerson] = [.alice, .bob]
    engines = try (0..<2).map { me in
      let redirect = "exec \"$0\" \"$@\" <\(pipes[me]) >\(pipes[1 - me])"
      return try ChatEngine(
        scratch.directory("state-\(me)"), owner: people[me], peer: people[1 - me],
        program: ["/bin/sh", "-c", redirect])
    }
  }

  deinit { for descriptor in held { close(descriptor) } }

  func kill(_ which: [Int]) throws {
    for number in which { engines[number].process.signal(SIGKILL) }
    for number in which { try engines[number].wait() }
  }
}

/// Messages go both ways while either side, or both, are killed again and again.
@Test func everyMessageArrivesOnceAndInOrder() throws {
  let scratch = try Scratch()
  let count = 120
  var generator = SystemRandomNumberGenerator()
  var pair = try Pair(scratch)
  var names: [[String]] = [[], []]
  for side in 0..<2 {
    for number in 0..<count {
      names[side].append(try pair.engines[side].put(number, "\r\nContent-Type: text/plain\r\n\r\nnumber \(number)"))
    }
  }
  let conversations = pair.engines.map(\.conversation)
  func list(_ side: Int, _ box: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: conversations[side] + "/" + box)) ?? []).sorted()
  }
  var goal = 0
  let end = Date(timeIntervalSinceNow: 90)
  while (list(0, "sent").count < count || list(1, "sent").count < count) && Date() < end {
    goal += Int.random(in: 1...30, using: &generator)
    while list(0, "new").count + list(1, "new").count < min(goal, 2 * count) && Date() < end { sched_yield() }
    if goal >= 2 * count {
      while (list(0, "sent").count < count || list(1, "sent").count < count) && Date() < end { usleep(1000) }
      break
    }
    try pair.kill([[0], [1], [0, 1]].randomElement(using: &generator) ?? [0])
    // Whatever is said to be sent is there.
    for side in 0..<2 {
      #expect(list(side, "sent").count <= list(1 - side, "new").count)
      #expect(Set(list(side, "sent")).union(list(side, "out")) == Set(names[side]))
    }
    try pair.kill([0, 1])
    pair = try Pair(scratch)
  }
  for side in 0..<2 {
    #expect(list(side, "sent") == names[side] && list(side, "out") == [])
    let texts = try list(side, "new").map { name in
      String(decoding: try Data(contentsOf: URL(filePath: conversations[side] + "/new/" + name)), as: UTF8.self)
    }
    #expect(texts.map { $0.split(separator: "\r\n").last ?? "" } == (0..<count).map { "number \($0)" })
  }
}
