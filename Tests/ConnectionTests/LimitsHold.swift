import Foundation
import Journal
import TestSupport
import Testing

private let anchor = "anchor acme anchors/acme.pem\n"

/// Calls until one is let in: what another gave up is free when the node has noticed.
private func callUntilWelcome(_ node: Node, as credential: Credential = PKI.alice, alpn: String = "echo") throws {
  let end = Date(timeIntervalSinceNow: 5)
  while true {
    let caller = try Caller(node, as: credential, alpn: alpn)
    do { return try caller.exchange("again", seconds: 2) } catch  where Date() < end { usleep(20_000) }
  }
}

/// Turned away before TLS begins, told in one record, and there is room again when somebody has left.
@Test(arguments: [("MaxSessions", "node full"), ("MaxSessionsPerSource", "source has too many")])
func sessionsOfNodeAndSource(_ limit: String, _ cause: String) throws {
  let node = try Node(NodeSetup(handler: "ExecStart=cat", settings: [limit: "2"]))
  let callers = try [Caller(node, as: PKI.alice), Caller(node, as: PKI.alice)]
  for caller in callers { try caller.exchange("in") }
  for _ in 0..<20 { #expect(try RawConnection(node).readToEnd(seconds: 5) == []) }
  let records = try node.trail.wait(for: .limit, where: { $0.message.contains(cause) })
  #expect(records[.peerAddress] == "::1")
  #expect(node.trail.records.count { $0.event == .limit } <= 3, "one a second at most")
  #expect(node.trail.records.count { $0.event == .sessionOpened } == 2)
  callers[0].finish()
  try callUntilWelcome(node)
  try callers[1].exchange("still in")
}

@Test func theRateOfASource() throws {
  let node = try Node(NodeSetup(handler: "ExecStart=cat", settings: ["RatePerSource": "3/hour"]))
  for _ in 0..<3 {
    let caller = try Caller(node, as: PKI.alice)
    try caller.exchange("in")
    caller.finish()
    try caller.waitForEnd()
  }
  #expect(try RawConnection(node).readToEnd(seconds: 5) == [])
  _ = try node.trail.wait(for: .limit) { $0.message.contains("source too fast") }
}

/// By the peer's key, whatever address it calls from; another key is not concerned.
@Test func theSessionsOfARuleByKey() throws {
  let node = try Node(NodeSetup(policy: anchor + "allow * anchor=acme sessions=1\n"))
  let carol = try PKI.acme.issue(.person("Carol"))
  let first = try Caller(node, as: PKI.alice)
  try first.exchange("in")
  let second = try Caller(node, as: PKI.alice)
  try second.waitForEnd()
  #expect(second.output.text == "")
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.reason] == "the rule's sessions= is reached for this peer's key")
  let other = try Caller(node, as: carol)
  try other.exchange("another key")
  first.finish()
  _ = try node.trail.wait(for: .sessionClosed, count: 2)
  try callUntilWelcome(node)
}

@Test func theRateOfARuleByKey() throws {
  let node = try Node(NodeSetup(policy: anchor + "allow * anchor=acme rate=2/hour\n"))
  for _ in 0..<2 {
    let caller = try Caller(node, as: PKI.alice)
    try caller.exchange("in")
    caller.finish()
    try caller.waitForEnd()
  }
  let third = try Caller(node, as: PKI.alice)
  try third.waitForEnd()
  #expect(third.output.text == "")
  _ = try node.trail.wait(for: .sessionClosed) { $0[.reason] == "the rule's rate= is used up for this peer's key" }
  let carol = try PKI.acme.issue(.person("Carol"))
  try callUntilWelcome(node, as: carol)
}

@Test func theSessionsOfAHandler() throws {
  var setup = NodeSetup(handler: "ExecStart=cat\nMaxSessions=1")
  setup.handlers["other"] = "ExecStart=cat\nALPN=other"
  let node = try Node(setup)
  let first = try Caller(node, as: PKI.alice)
  try first.exchange("in")
  let second = try Caller(node, as: PKI.alice)
  try second.waitForEnd()
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.reason] == "the handler's MaxSessions= is reached")
  try callUntilWelcome(node, alpn: "other")
  first.finish()
  try callUntilWelcome(node)
}
