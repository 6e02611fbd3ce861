import Foundation
import TestSupport
import Testing

/// 10,000 connections from one /64, each from its own address: a friend from elsewhere notices nothing.
@Test(
  .enabled(if: Network.isPossible, "other sources than [::1] take a network of our own, which is root's to make"),
  .timeLimit(.minutes(2)))
func aFloodKeepsNobodyElseOut() throws {
  var setup = NodeSetup()
  setup.settings = ["HandshakeTimeout": "5s"]
  setup.network = try Network()
  let node = try Node(setup)
  let friend = try Caller(node, as: PKI.alice)
  try friend.exchange("before")
  let before = node.resources()
  let began = try #require(ProcessTable.processorSeconds(of: node.pid))
  var held: [RawConnection] = []
  for number in 0..<10_000 {
    let source = Network.address(prefix: 0xbad, host: UInt32(number) &* 2_654_435_761)
    let connection = try RawConnection(node, from: source)
    if number < 500 { held.append(connection) } else if number % 2 == 0 { connection.reset() }
    if number % 2500 == 1250 {
      let start = Date()
      let caller = try Caller(node, as: PKI.alice)
      try node.report { try caller.exchange("meanwhile", seconds: 3) }
      caller.finish()
      try caller.waitForEnd()
      #expect(Date().timeIntervalSince(start) < 3)
    }
  }
  try friend.exchange("after", seconds: 3)
  for connection in held { #expect(connection.readToEnd(seconds: 15) != nil) }
  held = []
  #expect(node.resources(settlingAt: before) == before)
  let opened = node.trail.records.count {
    $0.event == .sessionOpened && $0[.peerAddress]?.hasPrefix("2001:db8") == true
  }
  #expect(opened <= 62, "RatePerSource=60/min")
  let limits = node.trail.records.filter { $0.event == .limit }
  #expect(limits.allSatisfy { $0.message.contains("source") }, "\(limits.map(\.message))")
  #expect(!limits.isEmpty && limits.count < 60, "one summary a second at most")
  let cost = try #require(ProcessTable.processorSeconds(of: node.pid)) - began
  #expect(cost < 5, "\(cost) s of processor time")
}

/// The same from the friend's own /64: the node answers again as soon as it may.
@Test(.timeLimit(.minutes(2))) func tenThousandConnectionsLeakNothing() throws {
  let node = try Node(
    NodeSetup(handler: "ExecStart=cat", settings: ["MaxSessionsPerSource": "16", "HandshakeTimeout": "5s"]))
  let friend = try Caller(node, as: PKI.alice)
  try friend.exchange("before")
  let before = node.resources()
  for number in 0..<10_000 {
    let connection = try RawConnection(node)
    if number % 2 == 0 { connection.reset() }
  }
  try friend.exchange("after", seconds: 3)
  #expect(node.resources(settlingAt: before, seconds: 20) == before)
  let again = try Caller(node, as: PKI.alice)
  try node.report { try again.exchange("again", seconds: 3) }
  #expect(node.trail.records.allSatisfy { $0.event != .childMisbehaved })
  #expect(try #require(ProcessTable.kibibytes(of: node.pid, "VmHWM")) < 48 * 1024)
}
