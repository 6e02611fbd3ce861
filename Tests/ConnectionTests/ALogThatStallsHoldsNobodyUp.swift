import Foundation
import TestSupport
import Testing

/// With a handler that fills the log where nobody reads it. Each line is written for itself, or a record could come between
/// its halves.
private func noisy(_ settings: [String: String] = [:]) -> NodeSetup {
  var setup = NodeSetup(handler: "ExecStart=cat", settings: settings)
  setup.handlers["noise"] = "ExecStart=/usr/bin/perl -e 'syswrite STDERR, \"noise\\n\" for 1..20000'\nALPN=noise"
  return setup
}

/// Nobody reads the log and its pipe is full: calls are answered all the same, and what was lost is counted and said.
@Test func aLogThatStallsHoldsNobodyUp() throws {
  let node = try Node(noisy())
  node.trail.pause(true)
  let noise = try Caller(node, as: PKI.alice, alpn: "noise")
  let first = try Caller(node, as: PKI.alice)
  try first.exchange("while it stalls", seconds: 10)
  let start = try #require(ProcessTable.processorSeconds(of: node.pid))
  for _ in 0..<3 {
    let caller = try Caller(node, as: PKI.alice)
    try caller.exchange("while it stalls", seconds: 10)
    caller.finish()
  }
  #expect(try #require(ProcessTable.processorSeconds(of: node.pid)) - start < 0.5)
  node.trail.pause(false)
  noise.finish()
  first.finish()
  try noise.waitForEnd()
  let last = try Caller(node, as: PKI.alice)
  try last.exchange("after")
  last.finish()
  _ = try node.trail.wait(for: .sessionClosed) { $0[.lost] != nil }
  #expect(try node.stop() == 0)
}

/// What sessions could not say that have ended meanwhile is said by the acceptor, every record of it and nobody's twice.
@Test func whatEndedSessionsHaveLostIsSaid() throws {
  let node = try Node(noisy())
  node.trail.pause(true)
  let noise = try Caller(node, as: PKI.alice, alpn: "noise")
  for _ in 0..<3 {
    let caller = try Caller(node, as: PKI.alice)
    try caller.exchange("while it stalls", seconds: 10)
    caller.finish()
    // The session waits for the log a second at its end.
    try caller.waitForEnd()
  }
  node.trail.pause(false)
  noise.finish()
  try noise.waitForEnd()
  _ = try node.trail.wait(for: .recordsLost)
  #expect(try node.stop() == 0)
  try node.trail.waitForEnd()
  let records = node.trail.records
  let ofSessions = records.count { [.sessionOpened, .verdict, .handlerStarted, .sessionClosed].contains($0.event) }
  let lost = records.reduce(0) { $0 + (Int($1[.lost] ?? "") ?? 0) }
  #expect(ofSessions + lost == 16, "\(ofSessions) and \(lost); \(node.trail.tail)")
}

/// Where the owner wants no call without a record, nobody is let in while the log stalls, nobody is penalised, and all are
/// let in again when it does not.
@Test func withoutARecordNobodyIsLetInWhereThatIsRequired() throws {
  let node = try Node(noisy(["Require": "journal", "PerSourcePenalties": "crash:90s handshake:90s"]))
  node.trail.pause(true)
  let noise = try Caller(node, as: PKI.alice, alpn: "noise")
  // The log is full when a verdict finds no room.
  try eventually("a full log") {
    (try? Caller(node, as: PKI.alice).exchange("while it stalls", seconds: 6)) == nil ? true : nil
  }
  for _ in 0..<2 {
    let caller = try Caller(node, as: PKI.alice)
    caller.write("hello\n")
    #expect(try caller.waitForEnd() != 0, "\(caller.output.text)")
    #expect(caller.output.text.isEmpty)
  }
  node.trail.pause(false)
  _ = try node.trail.wait(for: .recordsLost)
  let caller = try Caller(node, as: PKI.alice)
  try caller.exchange("after")
  caller.finish()
  noise.finish()
  #expect(node.trail.records.allSatisfy { $0.event != .limit && $0.event != .childMisbehaved })
}

/// A file that is no log by itself, as a shell's `2>` makes it, is written at its end by everybody.
@Test func aFileKeepsEveryRecord() throws {
  var setup = NodeSetup()
  let scratch = try Scratch()
  if Programs.isPrivileged { chmod(scratch.path, 0o777) }
  setup.launcher = ["sh", "-c", "exec \"$0\" \"$@\" 2>\"\(scratch.path)/log\""]
  let node = try Node(setup)
  let log = { (try? String(contentsOfFile: scratch.path + "/log", encoding: .utf8)) ?? "" }
  for round in 1...3 {
    try Caller(node, as: PKI.alice).exchange("round \(round)")
    node.signal(SIGHUP)
    try eventually("a load") {
      log().split(separator: "\n").count { $0.contains("=policy-loaded") } == round + 1 ? true : nil
    }
  }
  #expect(try node.stop() == 0)
  let lines = log().split(separator: "\n")
  #expect(lines.allSatisfy { $0.hasPrefix("<") }, "\(log())")
  for event in ["session-opened", "verdict"] { #expect(lines.count { $0.contains("=\(event)") } == 3, "\(log())") }
}
