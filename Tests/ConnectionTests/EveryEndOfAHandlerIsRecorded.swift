import TestSupport
import Testing

@Test(arguments: [
  ("exit 0", "0"), ("exit 1", "1"), ("exit 75", "75"), ("kill -KILL $$", "SIGKILL"), ("kill -SEGV $$", "SIGSEGV"),
]) func itsExitIsInTheClosingRecord(_ end: String, _ exit: String) throws {
  let node = try Node(NodeSetup(program: "#!/bin/sh\necho bye\n\(end)\n"))
  let caller = try Caller(node, as: PKI.alice)
  try node.report { try caller.waitForEnd() }
  #expect(caller.output.text == "bye\n")
  #expect(caller.alert == nil)
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.exit] == exit)
  #expect(closed[.bytesOut] == "4")
  #expect(try #require(closed[.durationMicroseconds].flatMap { Int($0) }) > 0)
  #expect(try node.stop() == 0)
}

/// It ends while the peer is still sending: the peer gets what was said, and a proper end.
@Test func aHandlerThatClosesEarly() throws {
  let node = try Node(NodeSetup(program: "#!/bin/sh\nhead -c 10 > /dev/null; echo enough\n"))
  let peer = try HalfClosingPeer(node, "bulk", "50000000")
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.exit] == "0")
  #expect(closed[.bytesOut] == "7")
  try peer.process.wait(seconds: 20)
  #expect(try node.stop() == 0)
}

@Test(arguments: [
  ("ExecStart=@BIN@/none", "could not be started: No such file or directory"),
  ("ExecStart=no-such-program-anywhere", "could not be started: No such file or directory"),
  ("ExecStart=@BIN@/nonsense", "could not be started"),
]) func aHandlerThatCannotBeStarted(_ handler: String, _ reason: String) throws {
  var setup = NodeSetup(handler: handler)
  setup.programs["nonsense"] = "neither a program nor a script\n"
  let node = try Node(setup)
  let caller = try Caller(node, as: PKI.alice)
  let code = try node.report { try caller.waitForEnd() }
  #expect(code != 0, "nobody says that the caller was answered (close_notify): \(caller.errors.text)")
  #expect(caller.alert == nil)
  #expect(try node.trail.wait(for: .verdict)[.verdict] == "allow")
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.reason]?.contains(reason) == true, "\(closed[.reason] ?? "")")
  #expect(closed[.reason]?.hasPrefix("the handler echo ") == true)
  #expect(closed[.reason]?.hasSuffix("; see to ExecStart= and User= in handlers/echo.handler") == true)
  if handler.hasSuffix("/nonsense") { try node.trail.wait(forLine: "/nonsense: Exec format error") }
  #expect(closed[.exit] == nil)
  #expect(node.isRunning)
  #expect(try node.stop() == 0)
}

/// One that computes for ever is ended by its limit, and the record says so.
@Test func aHandlerThatUsesUpItsTime() throws {
  var setup = NodeSetup(program: "#!/bin/sh\nwhile :; do :; done\n")
  setup.handlers["echo"]? += "\nLimitCPU=1"
  let node = try Node(setup)
  let caller = try Caller(node, as: PKI.alice)
  let closed = try node.trail.wait(for: .sessionClosed, seconds: 30)
  #expect(closed[.exit] == "SIGKILL" || closed[.exit] == "SIGXCPU")
  #expect(closed[.reason] == "the handler was ended by \(closed[.exit] ?? "")")
  #expect(UInt64(closed[.cpuMicroseconds] ?? "") ?? 0 > 900_000)
  try caller.waitForEnd()
}

/// What a handler says on descriptor 2 is in the log.
@Test func itsWordsReachTheLog() throws {
  let node = try Node(NodeSetup(program: "#!/bin/sh\necho '<4>the cat is out' >&2\n"))
  let caller = try Caller(node, as: PKI.alice)
  try caller.waitForEnd()
  try node.trail.wait(forLine: "<4>the cat is out")
}
