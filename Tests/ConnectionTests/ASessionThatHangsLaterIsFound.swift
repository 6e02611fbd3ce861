import Foundation
import Journal
import TestSupport
import Testing

/// A session that has a handler and hangs is found, with the handler there or after its end, and without a reload.
@Test(arguments: [
  "#!/bin/sh\ncat\n",
  "#!/bin/sh\nread line; echo \"$line\"\n",
]) func aSessionThatHangsLaterIsFound(_ handler: String) throws {
  let node = try Node(NodeSetup(program: handler, settings: ["Spares": "0"]))
  let caller = try Caller(node, as: PKI.alice)
  _ = try node.trail.wait(for: .handlerStarted)
  let session = try #require(node.sessions.first)
  kill(session, SIGSTOP)
  caller.write("a line\n")
  let misbehaved = try node.trail.wait(for: .childMisbehaved, seconds: 110)
  #expect(misbehaved[.reason] == "hangs")
  #expect(try node.trail.wait(for: .sessionClosed)[.session] == misbehaved[.session])
}

/// One whose peer reads slowly is there all the time.
@Test func aPeerThatReadsSlowlyIsNotCutOff() throws {
  let node = try Node(NodeSetup(program: "#!/bin/sh\nhead -c 16777216 /dev/zero\n"))
  let caller = try Caller(node, as: PKI.alice)
  _ = try node.trail.wait(for: .handlerStarted)
  caller.freeze()
  // It is asked after a minute, and would be given up half a minute later.
  let ended = try? node.trail.wait(for: .sessionClosed, seconds: 100)
  #expect(ended == nil, "\(node.trail.tail)")
  #expect(node.trail.records.allSatisfy { $0.event != .childMisbehaved })
}
