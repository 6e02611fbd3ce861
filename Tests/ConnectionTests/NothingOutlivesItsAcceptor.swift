import Foundation
import TestSupport
import Testing

/// Below the acceptor's own grace for what ends by itself, which is 5 seconds.
private let promptly = 4.0

/// What a node is made of while it serves one caller.
private struct Family {
  let node: Node
  let acceptor: pid_t
  let session: pid_t
  let handler: pid_t
  let caller: Caller

  init(_ setup: NodeSetup = NodeSetup(handler: "ExecStart=cat")) throws {
    var setup = setup
    setup.arguments = ["--keeper"]
    setup.settings["Spares"] = "0"
    node = try Node(setup)
    acceptor = try #require(node.acceptor)
    caller = try Caller(node, as: PKI.alice)
    try caller.exchange("hello")
    session = try #require(node.sessions.first)
    let (acceptor, others) = (acceptor, node.sessions + node.keyds)
    handler = try #require(
      ProcessTable.descendants(of: acceptor).first { ProcessTable.parent(of: $0) == acceptor && !others.contains($0) })
  }

  /// Session and handler do nothing any more, as if somebody else had them.
  func freeze() {
    for pid in [session, handler] {
      kill(pid, SIGSTOP)
      // Until then another signal could still end it.
      let end = Date(timeIntervalSinceNow: 10)
      while ProcessTable.status(of: pid, "State")?.hasPrefix("T") != true && Date() < end { usleep(5_000) }
    }
  }

  func leave() throws {
    try node.scratch.write("run/restart", "")
    node.signal(SIGTERM)
    #expect(try node.waitForEnd() == 0)
    _ = try node.trail.wait(for: .nodeLeft)
  }

  /// Waits until nobody is left; kills who is there all the same.
  func expectEnd(_ others: [pid_t] = []) {
    for pid in [acceptor, session, handler] + others {
      #expect(ProcessTable.loses(pid), "\(pid), and the acceptor was \(acceptor), the session \(session)")
      kill(pid, SIGKILL)
    }
  }
}

@Test func whatHangsDoesNotOutliveAnAcceptorThatWasKilled() throws {
  let family = try Family()
  family.freeze()
  let start = Date()
  kill(family.acceptor, SIGKILL)
  // The node is to be back at once.
  #expect(try family.node.waitForEnd(seconds: promptly) == 128 + SIGKILL)
  let areLeft = ProcessTable.has(family.session) && ProcessTable.has(family.handler)
  #expect(areLeft || Date().timeIntervalSince(start) > promptly, "they get no time to end by themselves")
  family.expectEnd()
  try family.node.trail.waitForEnd()
}

@Test func whatHangsDoesNotOutliveAnAcceptorThatHadLeft() throws {
  let family = try Family()
  try family.leave()
  try family.caller.exchange("after the restart")
  family.freeze()
  kill(family.acceptor, SIGKILL)
  family.expectEnd()
  try family.node.trail.waitForEnd()
}

@Test func whatHangsDoesNotOutliveAKeeperThatWasKilled() throws {
  let family = try Family()
  family.freeze()
  kill(family.acceptor, SIGSTOP)
  family.node.signal(SIGKILL)
  #expect(ProcessTable.loses(family.acceptor, seconds: promptly))
  family.expectEnd()
  try family.node.trail.waitForEnd()
}

@Test func whatHangsDoesNotOutliveAWardenThatWasKilled() throws {
  let family = try Family()
  family.freeze()
  kill(try #require(ProcessTable.parent(of: family.acceptor)), SIGKILL)
  #expect(try family.node.waitForEnd(seconds: promptly) == 128 + SIGKILL)
  family.expectEnd()
  try family.node.trail.waitForEnd()
}

/// It has lost its parent and does not heed SIGHUP.
@Test func whatAHandlerHasInTheBackgroundDoesNotOutliveTheAcceptor() throws {
  let program = """
    #!/bin/sh
    sh -c 'trap "" HUP; sleep 600 <&- >&- 2>&- & echo $! >background'
    exec cat
    """
  let family = try Family(NodeSetup(program: program))
  let path = family.node.scratch.path + "/state/echo/background"
  let text = try String(contentsOfFile: path, encoding: .utf8)
  let background = try #require(pid_t(text.trimmingCharacters(in: .newlines)))
  #expect(ProcessTable.has(background))
  kill(family.acceptor, SIGKILL)
  #expect(try family.node.waitForEnd(seconds: promptly) == 128 + SIGKILL)
  family.expectEnd([background])
  try family.node.trail.waitForEnd()
}

/// A handler that heeds SIGHUP gets it as soon as the acceptor has ended, and time for what it has to do then.
@Test func aHandlerHearsThatItsAcceptorWasKilled() throws {
  let program = """
    #!/bin/sh
    trap 'echo hung up >told; exit' HUP
    read -r line && echo "$line"
    sleep 600 & wait
    """
  let family = try Family(NodeSetup(program: program))
  kill(family.acceptor, SIGKILL)
  #expect(try family.node.waitForEnd(seconds: promptly) == 128 + SIGKILL)
  family.expectEnd()
  try family.node.trail.waitForEnd()
  let told = try String(contentsOfFile: family.node.scratch.path + "/state/echo/told", encoding: .utf8)
  #expect(told == "hung up\n")
}

/// As little as the keeper: signals, what is waited for, and an end of their line. Neither has the sockets, which would be
/// taken for ever; what this test's own process has open is in both.
@Test func aWardenHasNextToNothing() throws {
  let family = try Family()
  let warden = try #require(ProcessTable.parent(of: family.acceptor))
  #expect(ProcessTable.parent(of: warden) == family.node.pid)
  let (keepers, wardens) = (ProcessTable.descriptors(of: family.node.pid), ProcessTable.descriptors(of: warden))
  #expect(wardens.count == keepers.count)
  let own = Set(wardens.values).subtracting(keepers.values)
  #expect(own.count == 1 && own.allSatisfy { $0.hasPrefix("socket:") }, "\(own)")
  family.caller.finish()
  #expect(try family.node.stop() == 0)
  family.expectEnd([warden])
}
