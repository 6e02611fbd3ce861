import Foundation
import Journal
import TestSupport
import Testing

private let needsNetwork: ConditionTrait = .enabled(
  if: Network.isPossible, "other sources than [::1] take a network of our own, which is root's to make")

/// Two sessions, one of them for known sources.
private func setup(_ more: [String: String] = [:]) throws -> NodeSetup {
  var setup = NodeSetup(
    handler: "ExecStart=cat", settings: ["MaxSessions": "2", "ReservedSessions": "1"].merging(more) { $1 })
  setup.network = try Network()
  return setup
}

private func greet(_ node: Node, _ words: String) throws {
  let caller = try Caller(node, as: PKI.alice)
  try node.report { try caller.exchange(words) }
  caller.finish()
  try caller.waitForEnd()
}

/// A stranger who takes what strangers can have, and says nothing.
private func occupy(_ node: Node) throws -> RawConnection {
  let (opened, end) = (node.trail.records.count { $0.event == .sessionOpened }, Date(timeIntervalSinceNow: 10))
  while true {
    // What another has left is free when the node has noticed.
    let stranger = try? RawConnection(node, from: Network.address(prefix: 7, host: 1))
    do {
      _ = try node.trail.wait(for: .sessionOpened, count: opened + 1, seconds: 0.5)
      return try #require(stranger)
    } catch  where Date() < end {}
  }
}

/// Closed without a word, or reset, perhaps before connect(2) has returned.
private func isShut(_ node: Node, _ source: in6_addr) -> Bool {
  guard let connection = try? RawConnection(node, from: source) else { return true }
  return connection.readToEnd(seconds: 5) == []
}

private func expectTurnedAway(_ node: Node, _ cause: String) throws {
  #expect(isShut(node, Network.address(prefix: 8, host: 1)))
  _ = try node.trail.wait(for: .limit) { $0.message.contains(cause) }
}

@Test(needsNetwork) func reservedSessionsAreForWhoseFriendsHaveCalled() throws {
  let node = try Node(try setup())
  try greet(node, "known from now on")
  _ = try node.trail.wait(for: .sessionClosed)
  let stranger = try occupy(node)
  try expectTurnedAway(node, "only reserved sessions left")
  try greet(node, "let in all the same")
  withExtendedLifetime(stranger) {}
}

@Test(needsNetwork) func whoHasNotCalledYetHasNoReservedSession() throws {
  let node = try Node(try setup())
  let stranger = try occupy(node)
  #expect(isShut(node, in6addr_loopback), "Alice's network, from which nobody was let in")
  withExtendedLifetime(stranger) {}
}

/// A caller without a certificate makes nobody known, though a rule lets everybody in.
@Test(needsNetwork) func anonymousCallersMakeNoSourceKnown() throws {
  var setup = try setup()
  setup.policy = "anchor acme anchors/acme.pem\nallow echo anonymous\n"
  let node = try Node(setup)
  let caller = try Caller(node, as: nil)
  try node.report { try caller.exchange("let in") }
  caller.finish()
  try caller.waitForEnd()
  _ = try node.trail.wait(for: .sessionClosed)
  let stranger = try occupy(node)
  #expect(isShut(node, in6addr_loopback))
  withExtendedLifetime(stranger) {}
}

@Test(needsNetwork) func knownSourcesOutlastARestart() throws {
  let first = try Node(try setup())
  try greet(first, "known from now on")
  #expect(try first.stop() == 0)
  let kept = first.scratch.path + "/run/known-sources"
  #expect(try FileManager.default.attributesOfItem(atPath: kept)[.posixPermissions] as? Int == 0o600)
  var again = try setup()
  again.launcher = ["sh", "-c", "cp \(kept) \"$RUNTIME_DIRECTORY\"/ && exec \"$@\"", "sh"]
  let second = try Node(again)
  let stranger = try occupy(second)
  try greet(second, "still known")
  withExtendedLifetime(stranger) {}
}

@Test(
  needsNetwork,
  arguments: ["", "PTLSkno2x", "something else entirely", "PTLSkno2" + String(repeating: "x", count: 200_000)])
func aBrokenFileOfKnownSourcesIsPassedOver(_ contents: String) throws {
  let scratch = try Scratch()
  try scratch.write("broken", contents)
  var setup = try setup()
  setup.launcher = [
    "sh", "-c", "cp \(scratch.path)/broken \"$RUNTIME_DIRECTORY\"/known-sources && exec \"$@\"", "sh",
  ]
  let node = try Node(setup)
  try node.trail.wait(forLine: "known-sources: not readable, or not what peertlsd writes; ignored")
  try greet(node, "as ever")
  #expect(try node.stop() == 0)
}

/// How many strangers had a session.
private func strangers(_ node: Node) -> Int {
  node.trail.records.count { $0.event == .sessionOpened && $0[.peerAddress]?.hasPrefix("2001:") == true }
}

/// Silent strangers from many networks: of four handshakes at once no more than four are had.
@Test(needsNetwork) func handshakesOfUnknownSourcesAreBounded() throws {
  let node = try Node(try setup(["MaxSessions": "64", "UnknownHandshakes": "4"]))
  try greet(node, "known from now on")
  var held: [RawConnection] = []
  for prefix: UInt16 in 100..<200 {
    if let stranger = try? RawConnection(node, from: Network.address(prefix: prefix, host: 1)) { held.append(stranger) }
  }
  _ = try node.trail.wait(for: .limit) { $0.message.contains("too many handshakes of unknown sources") }
  try greet(node, "let in all the same")
  // Two at least, for below half nobody is turned away; Alice has had two more.
  let strangers = strangers(node)
  #expect((2...4).contains(strangers), "\(strangers)")
  withExtendedLifetime(held) {}
}

/// One per cent of a processor, and what is in store.
@Test(needsNetwork) func theProcessorsShareOfUnknownSourcesIsBounded() throws {
  let node = try Node(try setup(["MaxSessions": "256", "UnknownProcessorShare": "1%"]))
  try greet(node, "known from now on")
  for number in 0..<400 {
    guard let caller = try? RawConnection(node, from: Network.address(prefix: UInt16(number), host: 1)) else {
      continue
    }
    caller.finish()
    if number % 40 == 0 { #expect(caller.readToEnd(seconds: 5) != nil) }
  }
  _ = try node.trail.wait(for: .limit) { $0.message.contains("no processor time left for unknown sources") }
  try greet(node, "let in all the same")
  let strangers = strangers(node)
  #expect((5..<300).contains(strangers), "\(strangers)")
}

/// Five networks take all that they can have; who comes from another is served all the same.
@Test(needsNetwork) func whoHasNotHadASessionComesFirst() throws {
  let node = try Node(try setup(["MaxSessions": "256", "UnknownProcessorShare": "1%"]))
  func isFull() -> Bool { node.trail.records.contains { $0.message.contains("no processor time left") } }
  let end = Date(timeIntervalSinceNow: 30)
  var number = 0
  while !isFull() && Date() < end {
    let source = Network.address(prefix: UInt16(number % 5), host: 1)
    if let caller = try? RawConnection(node, from: source) {
      caller.finish()
      if number % 20 == 0 { _ = caller.readToEnd(seconds: 5) }
    }
    number += 1
  }
  #expect(isFull())
  try greet(node, "from a network that had none yet")
}
