import Foundation
import Journal
import TestSupport
import Testing

private func seconds(_ record: Record) throws -> Double {
  try #require(record[.durationMicroseconds].flatMap { Double($0) }) / 1e6
}

@Test func aCallerThatSaysNothing() throws {
  let node = try Node(NodeSetup(handler: "ExecStart=cat", settings: ["HandshakeTimeout": "1s"]))
  let silent = try RawConnection(node)
  #expect(silent.readToEnd(seconds: 5) != nil)
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.reason] == "the handshake took too long")
  #expect(closed[.tlsVersion] == nil && closed[.tlsCipher] == nil)
  #expect(try 0.9...2.5 ~= seconds(closed))
}

@Test func aCallerThatSaysOneByteAtATime() throws {
  let node = try Node(NodeSetup(handler: "ExecStart=cat", settings: ["HandshakeTimeout": "1s"]))
  let slow = try RawConnection(node)
  let hello = TLSBytes.clientHello
  var sent = 0
  while slow.send([hello[sent]]), sent < hello.count - 1 {
    sent += 1
    if slow.readToEnd(seconds: 0.2) != nil { break }
  }
  #expect(sent < hello.count - 1, "the node ends it")
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.reason] == "the handshake took too long")
  #expect(try 0.9...2.5 ~= seconds(closed))
}

/// The rule's word counts before the handler's, and that before the node's.
@Test(arguments: [("", "", "1s"), ("", "IdleTimeout=1s", "1h"), ("idle=1s", "IdleTimeout=1h", "1h")])
func asIdleSession(_ rule: String, _ handler: String, _ node: String) throws {
  var setup = NodeSetup(handler: "ExecStart=cat\n\(handler)", settings: ["IdleTimeout": node])
  setup.policy = "anchor acme anchors/acme.pem\nallow * anchor=acme \(rule)\n"
  let node = try Node(setup)
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("first")
  #expect(try caller.waitForEnd() != 0, "the handler has not finished, and nobody says so in its name (close_notify)")
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.reason] == "idle for too long")
  #expect(closed[.exit] == "SIGHUP")
  #expect(try 0.9...3 ~= seconds(closed))
}

/// However busy it is.
@Test(arguments: [("", "", "2s"), ("", "RuntimeMaxSec=2s", "1h"), ("duration=2s", "RuntimeMaxSec=1h", "1h")])
func aSessionThatLastsTooLong(_ rule: String, _ handler: String, _ node: String) throws {
  var setup = NodeSetup(handler: "ExecStart=cat\n\(handler)", settings: ["DurationLimit": node])
  setup.policy = "anchor acme anchors/acme.pem\nallow * anchor=acme \(rule)\n"
  let node = try Node(setup)
  let caller = try Caller(node, as: PKI.alice)
  let end = Date(timeIntervalSinceNow: 8)
  while Date() < end {
    do { try caller.exchange("still here") } catch { break }
    usleep(50_000)
  }
  #expect(Date() < end)
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.reason] == "the longest duration is reached")
  #expect(try 1.9...4 ~= seconds(closed))
}

/// The handler of a session that has ended and does not heed SIGHUP is killed.
@Test func aHandlerThatDoesNotHeedTheHangUp() throws {
  let node = try Node(NodeSetup(program: "#!/bin/sh\ntrap '' HUP TERM\necho ready\nsleep 1000\nsleep 1000\n"))
  let caller = try Caller(node, as: PKI.alice)
  try caller.output.wait(for: "ready")
  caller.vanish()
  let closed = try node.trail.wait(for: .sessionClosed, seconds: 15)
  #expect(closed[.exit] == "SIGKILL")
}
