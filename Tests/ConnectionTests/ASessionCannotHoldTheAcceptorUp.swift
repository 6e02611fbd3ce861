import Foundation
import Journal
import TestSupport
import Testing

/// A session that was taken over passes sockets whose close(2) waits for half a minute (SO_LINGER), with a message or
/// without, few or many. It is killed and recorded; the acceptor goes on, and keeps none of them.
@Test(arguments: [
  "passing(b'nonsense', lingering())",
  "passing(b'nonsense', *[lingering() for _ in range(8)])",
  "passing(b'', lingering())",
  "[passing(b'', lingering()) for _ in range(20)]",
  "passing(b'\\x02', lingering())",
  "passing(b'x' * 20000, lingering())",
  "channel.send(b'')",
]) func aSessionCannotHoldTheAcceptorUp(_ attack: String) throws {
  let sink = try Listening.open()
  defer { close(sink.descriptor) }
  var setup = NodeSetup(handler: "ExecStart=cat", settings: ["Spares": "1"])
  setup.session = FakeSession(
    """
    kept = []
    def lingering():
        full = socket.create_connection(("::1", \(sink.port)))
        full.setblocking(False)
        full.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 30))
        try:
            while True: full.send(bytes(65536))
        except BlockingIOError: pass
        return full.detach()
    \(attack)
    os.closerange(4, 32)
    time.sleep(60)
    """)
  let node = try Node(setup)
  // With the one spare, and nothing of its start: nothing tells when that is over.
  while node.sessions.isEmpty { usleep(10_000) }
  var (before, last) = (node.resources(), Node.Resources?.none)
  while before != last {
    usleep(100_000)
    (before, last) = (node.resources(), before)
  }
  let connection = try RawConnection(node)
  let start = Date()
  let misbehaved = try node.trail.wait(for: .childMisbehaved)
  #expect(misbehaved.priority == .alert, "\(node.trail.tail)")
  _ = try node.trail.wait(for: .sessionClosed)
  #expect(node.resources(settlingAt: before) == before)
  connection.finish()
  #expect(try node.stop() == 0)
  #expect(Date().timeIntervalSince(start) < 15)
}

/// A session that never says anything is not waited for longer than a handshake may take, and then some.
@Test func aSessionThatHangsIsKilled() throws {
  var setup = NodeSetup(handler: "ExecStart=cat", settings: ["Spares": "0", "HandshakeTimeout": "1s"])
  setup.session = FakeSession("time.sleep(600)")
  let node = try Node(setup)
  let connection = try RawConnection(node)
  let misbehaved = try node.trail.wait(for: .childMisbehaved, seconds: 45)
  #expect(misbehaved[.reason] == "hangs")
  _ = try node.trail.wait(for: .sessionClosed)
  connection.finish()
  #expect(try node.stop() == 0)
}
