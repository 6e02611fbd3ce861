import Foundation
import TestSupport
import Testing

/// Nobody reads the log and its pipe is full: calls are answered all the same, and what was lost is counted and said.
@Test func aLogThatStallsHoldsNobodyUp() throws {
  var setup = NodeSetup()
  setup.handlers["noise"] = "ExecStart=/usr/bin/perl -e 'syswrite STDERR, \"noise\\n\" for 1..20000'\nALPN=noise"
  // Each line is written for itself, or a record could come between its halves.
  let node = try Node(setup)
  node.trail.pause(true)
  let noise = try Caller(node, as: PKI.alice, alpn: "noise")
  let first = try Caller(node, as: PKI.alice)
  try first.exchange("while it stalls", seconds: 10)
  let start = try #require(ProcessTable.processorSeconds(of: node.pid))
  for _ in 0..<3 {
    let caller = try Caller(node, as: PKI.alice)
    try caller.exchange("while it stalls", seconds: 10)
    caller.finish()
  }
  #expect(try #require(ProcessTable.processorSeconds(of: node.pid)) - start < 0.5)
  node.trail.pause(false)
  noise.finish()
  first.finish()
  try noise.waitForEnd()
  let last = try Caller(node, as: PKI.alice)
  try last.exchange("after")
  last.finish()
  _ = try node.trail.wait(for: .sessionClosed) { $0[.lost] != nil }
  #expect(try node.stop() == 0)
}
