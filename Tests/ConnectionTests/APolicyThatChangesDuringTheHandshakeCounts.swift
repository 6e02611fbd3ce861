import Foundation
import TestSupport
import Testing

/// The certificate was judged by the policy that held then; before the handshake is done another is in force, and denies.
/// No handler is started, and the record names the policy that decided.
@Test func aPolicyThatChangesDuringTheHandshakeCounts() throws {
  let node = try Node()
  let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Clients/latecomer.py").path
  let peer = try ChildProcess([
    "python3", "-I", script, "\(node.port)", PKI.alice.chain, PKI.alice.key, "echo",
  ])
  try peer.output.wait(for: "waiting")
  let old = try node.trail.wait(for: .policyLoaded)[.policy]
  try node.reload(NodeSetup(policy: "anchor acme anchors/acme.pem\ndeny * anchor=acme\n"))
  let loaded = try node.trail.wait(for: .policyLoaded, count: 2)
  peer.write("go\n")
  let verdict = try node.trail.wait(for: .verdict)
  #expect(verdict[.verdict] == "deny")
  #expect(verdict[.rule] == "policy:2")
  #expect(verdict[.policy] == loaded[1][.policy])
  #expect(verdict[.policy] != old)
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.exit] == nil)
  try peer.output.wait(for: "ended")
  #expect(!node.trail.records.contains { $0.event == .handlerStarted })
  #expect(try node.stop() == 0)
}
