import Foundation
import SIP
import TestSupport
import Testing

@Test(arguments: [("PEERTLS_PEER_KEY", 77), ("STATE_DIRECTORY", 78), ("PEERTLS_NODE_KEY", 78)])
func whatMustBeKnownIsMissed(_ variable: String, _ code: Int) throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state, without: [variable])
  #expect(try engine.wait() == Int32(code))
  try engine.process.errors.waitForEnd()
  #expect(engine.process.errors.text.hasPrefix("<3>peertls-chat: ") && engine.process.errors.text.contains(variable))
  withExtendedLifetime(scratch) {}
}

@Test func aStateDirectoryThatIsNotThereIsTemporary() throws {
  let engine = try ChatEngine("/nonexistent")
  #expect(try engine.wait() == 75)
}

@Test(arguments: [["--what"], ["--keep-alive"], ["--keep-alive", "0"], ["--answer-timeout", "x"]])
func whatIsNoOptionIsAMistake(_ options: [String]) throws {
  let engine = try ChatEngine("/nonexistent", options: options)
  #expect(try engine.wait() == 64)
}

@Test func anEndOfFileIsAnsweredToTheLastRequest() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  engine.write(Ask(id: "1").bytes + Ask(id: "2").bytes)
  engine.closeInput()
  #expect(try engine.wait() == 0)
  try engine.process.output.waitForEnd()
  #expect(engine.messages.count == 2 && engine.process.errors.text == "")
  withExtendedLifetime(scratch) {}
}

@Test func aHangUpEndsAtOnce() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  engine.write(Ask(id: "1").bytes)
  _ = try engine.response()
  engine.process.signal(SIGHUP)
  #expect(try engine.wait() == 129)
  withExtendedLifetime(scratch) {}
}

@Test func nobodyToReadTheAnswersIsAnEnd() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state, program: ["/bin/sh", "-c", "{ \"$0\" \"$@\"; echo $? >&2; } | head -c 100"])
  engine.write(Ask(id: "1").bytes)
  try engine.process.errors.wait(for: "75\n")
  withExtendedLifetime(scratch) {}
}

@Test func pingsAreAnswered() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  engine.write(Framer.ping)
  try engine.process.output.wait(forBytes: 2)
  #expect(engine.process.output.bytes == Framer.pong)
  engine.write(Ask(id: "1").bytes + Framer.ping)
  #expect(try engine.response().status == .ok)
  withExtendedLifetime(scratch) {}
}

@Test func whoStopsAnsweringPingsIsDeadAndWhoNeverDidIsNot() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state, options: ["--keep-alive", "1"])
  let other = try ChatEngine(state, options: ["--keep-alive", "1"])
  try engine.process.output.wait(forBytes: 4)
  #expect(engine.process.output.bytes == Framer.ping)
  engine.write(Framer.pong)
  #expect(try engine.wait(seconds: 20) == 75)
  #expect(other.process.isRunning && other.process.output.bytes.count > 20)
  withExtendedLifetime(scratch) {}
}

@Test func whileNothingHappensNothingIsDone() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  engine.write(Ask(id: "1").bytes)
  _ = try engine.response()
  // Asleep: voluntarily switched away from, and not switched to again.
  func switches() throws -> String {
    let status = try String(contentsOfFile: "/proc/\(engine.process.pid)/status", encoding: .utf8)
    return status.split(separator: "\n").filter { $0.contains("ctxt_switches") }.joined()
  }
  var before = try switches()
  usleep(200_000)
  while try switches() != before {
    before = try switches()
    usleep(200_000)
  }
  usleep(1_000_000)
  #expect(try switches() == before)
  withExtendedLifetime(scratch) {}
}
