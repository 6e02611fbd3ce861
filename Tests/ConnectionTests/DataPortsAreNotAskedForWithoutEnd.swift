import Glibc
import Handoff
import Journal
import TestSupport
import Testing

/// A session that was taken over cannot keep the acceptor busy with what it refuses.
@Test func aSessionThatAsksForDataPortsWithoutEndIsKilled() throws {
  var setup = NodeSetup(handler: "ExecStart=cat\nControl=yes", settings: ["Spares": "1", "DataPorts": "none"])
  setup.session = FakeSession(
    """
    nothing = bytes(16 + \(2 * Variable.allCases.count))
    channel.send(b"\\x01" + struct.pack("<H", 4) + b"echo" + b"\\x01" * 32 + nothing)
    channel.recv(8192)
    for i in range(100000): channel.send(b"\\x05"); channel.recv(8192)
    """)
  let node = try Node(setup)
  let connection = try RawConnection(node)
  let misbehaved = try node.trail.wait(for: .childMisbehaved)
  #expect(misbehaved.priority == .alert)
  #expect(misbehaved[.reason] == "asks for data ports without end", "\(node.trail.tail)")
  connection.finish()
  #expect(try node.stop() == 0)
}

/// While peertls-keyd takes no lines there are no ports, and to ask for them costs the acceptor no more than else.
@Test func aSlowKeydIsNotHeldAgainstTheAcceptor() throws {
  var setup = NodeSetup(
    handler: "ExecStart=cat\nControl=yes",
    settings: ["Spares": "8", "DataPorts": "20000-29999", "MaxSessionsPerSource": "32"])
  setup.session = FakeSession(
    """
    nothing = bytes(16 + \(2 * Variable.allCases.count))
    channel.send(b"\\x01" + struct.pack("<H", 4) + b"echo" + b"\\x01" * 32 + nothing)
    channel.recv(8192)
    for i in range(900):
        channel.send(b"\\x05")
        channel.recv(8192)
        time.sleep(0.0055)
    """)
  let node = try Node(setup)
  let keyd = try #require(node.keyds.first)
  while node.sessions.count < 8 { usleep(10_000) }
  kill(keyd, SIGSTOP)
  defer { kill(keyd, SIGCONT) }
  let before = try #require(ProcessTable.processorSeconds(of: node.pid))
  let connections = try (0..<8).map { _ in try RawConnection(node) }
  for connection in connections { #expect(connection.readToEnd(seconds: 30) != nil) }
  let used = try #require(ProcessTable.processorSeconds(of: node.pid)) - before
  #expect(used < 1.5, "\(used) s")
}

/// One that was not asks no more often than it may, whatever its peer has the handler ask.
@Test func aPeerThatAsksForDataPortsWithoutEndIsRefusedThem() throws {
  let handler = try DataHandler(settings: ["DataPorts": "none"])
  let count = 5000
  for id in 0..<count { handler.control.write("listen \(id)\n") }
  _ = try handler.answer("none \(count - 1) ")
  #expect(handler.node.trail.records.allSatisfy { $0.event != .childMisbehaved }, "\(handler.node.trail.tail)")
  handler.control.finish()
  #expect(try handler.node.stop() == 0)
}
