import Foundation
import TestSupport
import Testing

@Test func aHandlerThatNeverReadsHoldsThePeerBack() throws {
  let node = try Node(NodeSetup(handler: "ExecStart=/bin/sleep 1000"))
  let peer = try HalfClosingPeer(node, "stuff", "1")
  let report = try node.report { try peer.report() }
  let session = try #require(
    node.sessions.first { ProcessTable.descriptors(of: $0).count > 6 || !Programs.isPrivileged })
  // What lies in the kernel's socket buffers is its own business; ours end at pipe and buffer.
  #expect(report.sent > 1_000_000)
  #expect(report.sent < 32_000_000)
  #expect(try #require(ProcessTable.kibibytes(of: session, "VmHWM")) < 16 * 1024)
  let before = try #require(ProcessTable.processorSeconds(of: session))
  usleep(500_000)
  #expect(try #require(ProcessTable.processorSeconds(of: session)) - before < 0.05, "waiting costs nothing")
  peer.process.signal(SIGKILL)
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.exit] == "SIGHUP")
  #expect(try #require(closed[.bytesIn].flatMap { Int($0) }) < 3_000_000)
  #expect(try node.stop() == 0)
}
