import Foundation
import TestSupport
import Testing

@Test(.timeLimit(.minutes(5))) func carriesAGibibyteBothWaysAtFlatMemory() throws {
  let size = 1 << 30
  let node = try Node()
  let peer = try HalfClosingPeer(node, "bulk", "\(size)")
  let started = try node.trail.wait(for: .handlerStarted)
  var highest = 0
  while peer.process.isRunning {
    highest = max(highest, node.sessions.compactMap { ProcessTable.kibibytes(of: $0, "VmHWM") }.max() ?? 0)
    usleep(20_000)
  }
  let report = try peer.report(seconds: 5)
  #expect(report.sent == size)
  #expect(report.received == size)
  #expect(report.receivedHash == report.sentHash)
  #expect(report.clean)
  #expect(highest > 0 && highest < 16 * 1024, "\(highest) KiB")
  let acceptor = try #require(ProcessTable.kibibytes(of: node.pid, "VmHWM"))
  #expect(acceptor < 48 * 1024, "\(acceptor) KiB")
  let closed = try node.trail.wait(for: .sessionClosed) { $0[.session] == started[.session] }
  #expect(closed[.bytesIn] == "\(size)")
  #expect(closed[.bytesOut] == "\(size)")
  #expect(closed[.exit] == "0")
  #expect(try #require(closed[.cpuMicroseconds].flatMap { Int($0) }) > 100_000)
  #expect(try node.stop() == 0)
}
