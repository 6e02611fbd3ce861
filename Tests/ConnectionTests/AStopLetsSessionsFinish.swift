import Foundation
import TestSupport
import Testing

@Test func aStopLetsSessionsFinish() throws {
  let node = try Node()
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("before")
  node.signal(SIGTERM)
  while (try? RawConnection(node)) != nil { usleep(5_000) }
  try caller.exchange("while it drains")
  #expect(node.isRunning)
  caller.finish()
  #expect(try node.waitForEnd() == 0)
  try node.trail.waitForEnd()
  #expect(try node.trail.wait(for: .sessionClosed)[.exit] == "0")
  #expect(node.trail.records.last?.event == .nodeStopped)
}

@Test func aDrainHasItsLimit() throws {
  let node = try Node(NodeSetup(handler: "ExecStart=cat", settings: ["DrainTimeout": "1s"]))
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("before")
  let start = Date()
  node.signal(SIGTERM)
  try caller.waitForEnd()
  #expect(try node.waitForEnd() == 0)
  #expect(Date().timeIntervalSince(start) >= 0.9)
  #expect(Date().timeIntervalSince(start) < 5)
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.reason] == "the node is ending")
  try node.trail.waitForEnd()
}

@Test func aSecondSignalEndsEverythingAtOnce() throws {
  let node = try Node()
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("before")
  node.signal(SIGTERM)
  while (try? RawConnection(node)) != nil { usleep(5_000) }
  let start = Date()
  node.signal(SIGTERM)
  #expect(try node.waitForEnd() == 0)
  #expect(Date().timeIntervalSince(start) < 3)
  try caller.waitForEnd()
  try node.trail.waitForEnd()
}

/// Not even SIGKILL of the acceptor leaves sessions or handlers behind.
@Test func withoutAnAcceptorNobodyIsLeft() throws {
  let node = try Node()
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("before")
  node.signal(SIGKILL)
  try caller.waitForEnd()
  try node.trail.waitForEnd()
}
