import Foundation
import TestSupport
import Testing

/// A peer whose key updates cost more to answer than to send, so that there is always one more to read: its session keeps
/// its deadlines and listens to the acceptor all the same.
@Test(arguments: ["idle=1s", "duration=1s"]) func keyUpdatesKeepNobodyFromDeadlines(_ limit: String) throws {
  let node = try Node(NodeSetup(policy: "anchor acme anchors/acme.pem\nallow * anchor=acme \(limit)\n"))
  let peer = try updater(node)
  let closed = try node.trail.wait(for: .sessionClosed, seconds: 15)
  #expect(closed[.reason] == (limit == "idle=1s" ? "idle for too long" : "the longest duration is reached"))
  try peer.wait(seconds: 10)
  #expect(try node.stop() == 0)
}

@Test func keyUpdatesKeepNobodyFromANewPolicy() throws {
  let node = try Node()
  let peer = try updater(node)
  try node.reload(NodeSetup(policy: "anchor acme anchors/acme.pem\ndeny * anchor=acme\n"))
  let closed = try node.trail.wait(for: .sessionClosed, seconds: 15)
  #expect(closed[.reason]?.contains("the new policy") == true)
  try peer.wait(seconds: 10)
  #expect(try node.stop() == 0)
}

private func updater(_ node: Node) throws -> ChildProcess {
  let peer = try ChildProcess([
    Programs.path("key-updater"), "\(node.port)", PKI.alice.chain, PKI.alice.key, "echo",
  ])
  try peer.output.wait(for: "updating")
  return peer
}
