import Foundation
import TestSupport
import Testing

/// Something runs out: the node does not spin, those who are here notice nothing, and when it is there again those
/// who waited are answered.
private func weather(_ node: Node, _ shortage: () throws -> String, _ relief: String, others: [RawConnection] = [])
  throws
{
  let friend = try Caller(node, as: PKI.alice)
  try friend.exchange("before")
  try node.limit(shortage())
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
  let answered = waiting.filter { caller in (try? caller.output.wait(for: "patience")) != nil }
  // The spares take callers before anything is short; where no process can be started, those two get no handler.
  #expect(answered.count >= waiting.count - 2)
  let late = try Caller(node, as: PKI.alice)
  try node.report { try late.exchange("anew") }
  late.finish()
  for caller in answered { caller.finish() }
  try friend.exchange("after")
  friend.finish()
  for other in others { other.finish() }
  #expect(try node.stop() == 0)
}

/// What prlimit(1) may raise the number of processes to.
private func hardLimit(_ node: Node) throws -> String {
  try #require(ProcessTable.limit(of: node.pid, "Max processes")).hard
}

/// With so many descriptors left.
@Test(arguments: 0..<4) func descriptorsRunOut(_ left: Int) throws {
  let node = try Node(NodeSetup(handler: "ExecStart=cat", settings: ["Spares": "0", "HandshakeTimeout": "5min"]))
  // Each takes a descriptor, so that the limit is one with which programs can be started.
  let others = try (0..<24).map { _ in try RawConnection(node) }
  _ = try node.trail.wait(for: .sessionOpened, count: others.count)
  try weather(
    node,
    {
      let taken = ProcessTable.descriptors(of: node.pid).keys
      let free = (0...).lazy.filter { !taken.contains($0) }.prefix(left + 1)
      return "--nofile=\(Array(free)[left]):"
    }, "--nofile=1024:", others: others)
}

@Test func processesRunOut() throws {
  let node = try Node(NodeSetup(handler: "ExecStart=cat", settings: ["Spares": "0"]))
  try weather(node, { "--nproc=0:" }, "--nproc=\(hardLimit(node)):")
}

/// A handler that cannot be started for want of processes: the connection ends without an answer, and the record says why.
@Test func processesRunOutForAHandler() throws {
  let node = try Node()
  let hard = try hardLimit(node)
  // Without a session at hand the caller would wait in the kernel's queue.
  while node.sessions.isEmpty { usleep(5_000) }
  try node.limit("--nproc=0:")
  let caller = try Caller(node, as: PKI.alice)
  #expect(try caller.waitForEnd() != 0)
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.reason]?.contains("could not be started") == true, "\(closed[.reason] ?? "")")
  try node.limit("--nproc=\(hard):")
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
