import Foundation
import TestSupport
import Testing

/// A handler that takes an end of file for the whole message, as `cat > file` does.
private let program = """
  #!/usr/bin/python3 -I
  import os, sys
  os.write(1, b"ready\\n")
  while os.read(0, 4096): pass
  open(os.environ["STATE_DIRECTORY"] + "/whole", "w")

  """

/// Half a message never passes for a whole one, though session or acceptor are killed: the handler is told before its
/// input ends.
@Test(arguments: ["session", "acceptor"]) func whoIsKilledIsNoPeerThatHasFinished(_ victim: String) throws {
  for _ in 0..<10 {
    let node = try Node(NodeSetup(program: program, settings: ["Spares": "0"]))
    let caller = try Caller(node, as: PKI.alice)
    try caller.output.wait(for: "ready")
    caller.write("half a mess")
    let victims = victim == "session" ? node.sessions : [node.pid]
    for pid in victims { kill(pid, SIGKILL) }
    try caller.waitForEnd()
    if victim == "session" { _ = try node.stop() } else { try node.trail.waitForEnd(seconds: 20) }
    #expect(!FileManager.default.fileExists(atPath: node.scratch.path + "/state/echo/whole"))
  }
}

/// The proof that the handler above would have noticed.
@Test func aPeerThatHasFinishedIsNoticed() throws {
  let node = try Node(NodeSetup(program: program))
  let peer = try HalfClosingPeer(node, "bulk", "1000")
  #expect(try peer.report().clean)
  #expect(FileManager.default.fileExists(atPath: node.scratch.path + "/state/echo/whole"))
  #expect(try node.stop() == 0)
}
