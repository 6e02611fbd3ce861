import Foundation
import Journal
import TestSupport
import Testing

/// A session that has a handler and hangs is found, with the handler there or after its end, and without a reload. One whose
/// peer reads slowly is there all the time. All three at once, for each takes a minute and a half.
@Test func aSessionThatHangsLaterIsFound() throws {
  let slow = try Node(NodeSetup(program: "#!/bin/sh\nhead -c 16777216 /dev/zero\n"))
  let reader = try Caller(slow, as: PKI.alice)
  _ = try slow.trail.wait(for: .handlerStarted)
  reader.freeze()

  let hanging = try ["#!/bin/sh\ncat\n", "#!/bin/sh\nread line; echo \"$line\"\n"].map { handler in
    let node = try Node(NodeSetup(program: handler, settings: ["Spares": "0"]))
    let caller = try Caller(node, as: PKI.alice)
    _ = try node.trail.wait(for: .handlerStarted)
    kill(try #require(node.sessions.first), SIGSTOP)
    caller.write("a line\n")
    return (node, caller)
  }
  for (node, _) in hanging {
    let misbehaved = try node.trail.wait(for: .childMisbehaved, seconds: 110)
    #expect(misbehaved[.reason] == "hangs")
    #expect(try node.trail.wait(for: .sessionClosed)[.session] == misbehaved[.session])
  }
  // It began before the others.
  #expect(!slow.trail.records.contains { $0.event == .sessionClosed || $0.event == .childMisbehaved })
  #expect(slow.sessions.count == 3, "with two spares")
  withExtendedLifetime(hanging) {}
}
