import Foundation
import TestSupport
import Testing

/// The acceptor writes the closing record that the session could not, ends its handler and counts it out.
@Test func aCrashedSessionIsRecorded() throws {
  var setup = NodeSetup(handler: "ExecStart=cat", settings: ["MaxSessions": "1", "Spares": "0"])
  setup.policy = "anchor acme anchors/acme.pem\nallow * anchor=acme sessions=1\n"
  let node = try Node(setup)
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("before")
  let started = try node.trail.wait(for: .handlerStarted)
  for pid in node.sessions { kill(pid, SIGSEGV) }
  try caller.waitForEnd()
  let misbehaved = try node.trail.wait(for: .childMisbehaved)
  #expect(misbehaved[.exit] == "SIGSEGV")
  #expect(misbehaved[.session] == started[.session])
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.session] == started[.session])
  #expect(closed[.peerAddress] == "::1")
  #expect(ProcessTable.descendants(of: node.pid, running: "cat").isEmpty)
  let other = try Caller(node, as: PKI.alice)
  try node.report { try other.exchange("the slot is free again") }
  other.finish()
  try other.waitForEnd()
  #expect(try node.stop() == 0)
}
