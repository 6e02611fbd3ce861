import Foundation
import TestSupport
import Testing

/// The peer finishes first: the handler sees the end of file and still answers.
@Test func thePeerFinishesFirst() throws {
  let handler = "ExecStart=/bin/sh -c 'wc -c; echo done'\nExecPaths=/usr/bin\nLimitNPROC=infinity"
  let node = try Node(NodeSetup(handler: handler))
  let report = try node.report { try HalfClosingPeer(node, "bulk", "1000000").report() }
  #expect(report.clean)
  #expect(report.received == "1000000\ndone\n".utf8.count)
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.bytesIn] == "1000000")
  #expect(closed[.exit] == "0")
  #expect(closed[.reason] == "both sides have finished")
}

/// The handler finishes first: the peer learns it, and what it sends after that still arrives.
@Test func theHandlerFinishesFirst() throws {
  let setup = NodeSetup(program: "#!/bin/sh\necho bye; exec >&-; cat > \"$STATE_DIRECTORY/late\"\n")
  let node = try Node(setup)
  let report = try node.report { try HalfClosingPeer(node, "after", "after your end").report() }
  #expect(report.clean)
  #expect(report.received == 4)
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.bytesIn] == "14")
  #expect(closed[.bytesOut] == "4")
  #expect(closed[.exit] == "0")
  #expect(try node.scratch.read("state/echo/late") == "after your end")
}
