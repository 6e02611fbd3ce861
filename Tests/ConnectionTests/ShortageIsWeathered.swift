import Foundation
import TestSupport
import Testing

/// Something runs out: the node does not spin, those who are here notice nothing, and when it is there again those
/// who waited are answered.
private func weather(_ node: Node, _ shortage: String, _ relief: String) throws {
  let friend = try Caller(node, as: PKI.alice)
  try friend.exchange("before")
  try node.limit(shortage)
  let start = try #require(ProcessTable.processorSeconds(of: node.pid))
  let waiting = try (0..<20).map { _ in try Caller(node, as: PKI.alice) }
  for caller in waiting { caller.write("patience\n") }
  _ = try node.trail.wait(for: .limit) { $0.message.contains("no descriptors, memory or processes") }
  usleep(1_500_000)
  let spent = try #require(ProcessTable.processorSeconds(of: node.pid)) - start
  #expect(spent < 0.3, "\(spent) s of processor time")
  #expect(node.isRunning)
  try friend.exchange("meanwhile")
  #expect(node.trail.records.count { $0.event == .limit } < 10)
  try node.limit(relief)
  for caller in waiting {
    try node.report { try caller.output.wait(for: "patience") }
    caller.finish()
  }
  try friend.exchange("after")
  friend.finish()
  _ = try node.trail.wait(for: .sessionClosed, count: 21)
  #expect(try node.stop() == 0)
}

@Test func descriptorsRunOut() throws {
  let node = try Node(NodeSetup(handler: "ExecStart=cat", settings: ["Spares": "0"]))
  let highest = try #require(ProcessTable.descriptors(of: node.pid).keys.max())
  // One is taken by the friend's channel, the others by the connection while it is passed on.
  try weather(node, "--nofile=\(highest + 2):", "--nofile=1024:")
}

@Test func processesRunOut() throws {
  let node = try Node(NodeSetup(handler: "ExecStart=cat", settings: ["Spares": "0"]))
  try weather(node, "--nproc=0:", "--nproc=unlimited:")
}

/// A handler that cannot be started for want of processes: the connection ends properly, and says why.
@Test func processesRunOutForAHandler() throws {
  let node = try Node()
  try node.limit("--nproc=0:")
  let caller = try Caller(node, as: PKI.alice)
  #expect(try caller.waitForEnd() == 0)
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.reason]?.contains("could not be started") == true, "\(closed[.reason] ?? "")")
  try node.limit("--nproc=unlimited:")
  let other = try Caller(node, as: PKI.alice)
  try node.report { try other.exchange("again") }
}

/// A spare session that was killed is not missed.
@Test func aSpareThatDiesIsReplaced() throws {
  let node = try Node()
  for pid in node.sessions { kill(pid, SIGKILL) }
  let caller = try Caller(node, as: PKI.alice)
  try node.report { try caller.exchange("all the same") }
}
