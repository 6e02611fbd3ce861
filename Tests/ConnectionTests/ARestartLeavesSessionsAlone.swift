import Foundation
import TestSupport
import Testing

private func kept(_ settings: [String: String] = [:]) throws -> Node {
  var setup = NodeSetup(handler: "ExecStart=cat", settings: settings)
  setup.arguments = ["--keeper"]
  return try Node(setup)
}

/// What systemd does in a restart, as far as the one that is there sees it.
private func restart(_ node: Node) throws {
  try node.scratch.write("run/restart", "")
  node.signal(SIGTERM)
  #expect(try node.waitForEnd() == 0, "\(node.trail.tail)")
  #expect(!FileManager.default.fileExists(atPath: node.scratch.path + "/run/restart"))
}

@Test func aRestartLeavesSessionsAlone() throws {
  let node = try kept()
  let acceptor = try #require(node.acceptor)
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("before")
  try restart(node)
  _ = try node.trail.wait(for: .nodeLeft) { $0.message.contains("1 sessions go on") }
  #expect(ProcessTable.has(acceptor))
  try caller.exchange("after")
  #expect((try? RawConnection(node)) == nil, "it listens still")
  caller.finish()
  try node.trail.waitForEnd()
  #expect(try node.trail.wait(for: .sessionClosed)[.exit] == "0")
  #expect(ProcessTable.loses(acceptor))
  #expect(!node.trail.records.contains { $0.event == .nodeStopped })
}

/// Its owner sees it and can end it, before the next acceptor is there and after.
@Test func aSessionThatStayedIsItsOwnersStill() throws {
  let node = try kept()
  let acceptor = try #require(node.acceptor)
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("before")
  try restart(node)
  _ = try node.trail.wait(for: .nodeLeft)
  let runtime = node.scratch.path + "/run"
  #expect(try FileManager.default.contentsOfDirectory(atPath: runtime).contains("control.\(acceptor)"))
  let status = [Programs.path("peertls"), "status", "--runtime", runtime]
  let told = try Run(status + ["--json"])
  let state = try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any]
  let session = try #require((state?["sessions"] as? [[String: Any]])?.first, "\(told)")
  #expect(session["former_acceptor_pid"] as? pid_t == acceptor)
  #expect(try Run(status).output.contains("by process \(acceptor) from before a restart"))
  let number = try #require(session["session"] as? String)
  let ended = try Run([Programs.path("peertls"), "end", "--runtime", runtime, number])
  #expect(ended.code == 0, "\(ended)")
  #expect(try node.trail.wait(for: .sessionClosed)[.reason] == "ended by the owner")
  #expect(ProcessTable.loses(acceptor))
  #expect(try !FileManager.default.contentsOfDirectory(atPath: runtime).contains { $0.hasPrefix("control") })
  #expect(try Run(status).code == 69)
}

/// Who is in the midst of the handshake is let in and served.
@Test func aRestartLetsAHandshakeFinish() throws {
  let node = try kept()
  let early = try RawConnection(node)
  _ = try node.trail.wait(for: .sessionOpened)
  let caller = try Caller(node, as: PKI.alice)
  _ = try node.trail.wait(for: .sessionOpened, count: 2)
  try restart(node)
  try node.report { try caller.exchange("let in by the one that has left") }
  caller.finish()
  early.finish()
  try node.report { try node.trail.waitForEnd() }
}

/// What the one that came after has loaded is in force for those who stayed.
@Test func aSessionThatStayedIsJudgedByTheNextPolicy() throws {
  let node = try kept()
  let carol = try PKI.acme.issue(.person("Carol", email: "carol@example.org"))
  let (staying, leaving) = (try Caller(node, as: PKI.alice), try Caller(node, as: carol))
  for caller in [staying, leaving] { try caller.exchange("before") }
  try restart(node)
  _ = try node.trail.wait(for: .nodeLeft)
  try node.scratch.write(
    "etc/policy", "anchor acme anchors/acme.pem\ndeny * email=carol@example.org\nallow * anchor=acme\n")
  let compile = [
    "env", "RUNTIME_DIRECTORY=\(node.scratch.path)/run", Programs.path("peertls"), "policy", "compile", "--config",
    node.scratch.path + "/etc",
  ]
  let run = try Run(compile)
  #expect(run.code == 0, "\(run.errors)")
  try node.report { try leaving.waitForEnd() }
  #expect(try node.trail.wait(for: .sessionClosed)[.peerName] == "Carol")
  try staying.exchange("after")
  staying.finish()
  try node.trail.waitForEnd()
}

@Test func aStopEndsThoseWhoStayed() throws {
  let node = try kept(["DrainTimeout": "1s"])
  let acceptor = try #require(node.acceptor)
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("before")
  try restart(node)
  _ = try node.trail.wait(for: .nodeLeft)
  try node.scratch.write("run/stop", "")
  try caller.waitForEnd()
  #expect(try node.trail.wait(for: .sessionClosed)[.reason] == "the node is ending")
  #expect(ProcessTable.loses(acceptor))
  try node.trail.waitForEnd()
}

/// A stop that is no restart lets sessions finish and waits for them, as without a keeper.
@Test func aKeeperStopsAsItsAcceptorDoes() throws {
  let node = try kept()
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("before")
  node.signal(SIGHUP)
  _ = try node.trail.wait(for: .policyLoaded, count: 2)
  node.signal(SIGTERM)
  try node.waitForNotification("STOPPING=1")
  try caller.exchange("while it drains")
  #expect(node.isRunning)
  caller.finish()
  #expect(try node.waitForEnd() == 0)
  try node.trail.waitForEnd()
  #expect(node.trail.records.last?.event == .nodeStopped)
}

/// A mark that was left lying about makes no restart of a stop.
@Test func anOldMarkMeansNothing() throws {
  var setup = NodeSetup()
  setup.arguments = ["--keeper"]
  setup.launcher = ["sh", "-c", "touch \"$RUNTIME_DIRECTORY/restart\"; exec \"$0\" \"$@\""]
  let node = try Node(setup)
  #expect(try node.stop() == 0)
  #expect(node.trail.records.last?.event == .nodeStopped)
}

@Test func keeperAndAcceptorEndTogether() throws {
  for killsKeeper in [true, false] {
    let node = try kept()
    let acceptor = try #require(node.acceptor)
    let caller = try Caller(node, as: PKI.alice)
    try caller.exchange("before")
    // It hangs, as systemd's watchdog would find it.
    if killsKeeper { kill(acceptor, SIGSTOP) }
    kill(killsKeeper ? node.pid : acceptor, SIGKILL)
    _ = try node.waitForEnd()
    #expect(ProcessTable.loses(acceptor))
    try caller.waitForEnd()
    try node.trail.waitForEnd()
  }
}

@Test func aKeeperPassesOnHowItsAcceptorFailed() throws {
  var setup = NodeSetup(policy: "permit *\n")
  setup.arguments = ["--keeper"]
  // In seconds: who waits needs none of it.
  setup.launcher = ["prlimit", "--cpu=1"]
  let node = try Node(setup, waitsForReady: false)
  _ = try node.trail.wait(for: .policyRejected)
  let start = Date()
  #expect(try node.waitForEnd(seconds: 20) == 78)
  // Not at once, or each call would start it in vain.
  #expect(Date().timeIntervalSince(start) > 1)
  try node.trail.waitForEnd()
}

@Test func aKeeperThatRestsCanBeStopped() throws {
  var setup = NodeSetup(policy: "permit *\n")
  setup.arguments = ["--keeper"]
  setup.launcher = ["sh", "-c", "printf '\\5' >\"$RUNTIME_DIRECTORY/failures\"; exec \"$0\" \"$@\""]
  let node = try Node(setup, waitsForReady: false)
  _ = try node.trail.wait(for: .policyRejected)
  node.signal(SIGTERM)
  #expect(try node.waitForEnd(seconds: 20) == 78)
}

@Test func aKeeperFeedsTheWatchdog() throws {
  var setup = NodeSetup()
  setup.arguments = ["--keeper"]
  setup.environment["WATCHDOG_USEC"] = "200000"
  let node = try Node(setup)
  try node.waitForNotification("WATCHDOG=1", count: 3)
  #expect(try node.stop() == 0)
}
