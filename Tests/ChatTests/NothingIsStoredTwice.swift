import Foundation
import SIP
import TestSupport
import Testing

@Test func aRetransmissionGetsTheSameAnswer() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let ask = Ask(id: "r")
  engine.write(ask.bytes + ask.bytes)
  let first = try engine.response(0)
  #expect(first.status == .ok)
  #expect(try engine.response(1) == first)
  #expect(engine.names("new").count == 1)
  withExtendedLifetime(scratch) {}
}

@Test func aMergedRequestIsALoop() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let other = Ask(id: "r").with("Via", "SIP/2.0/TLS [2001:db8::a];branch=z9hG4bKother")
  engine.write(Ask(id: "r").bytes + other.bytes)
  #expect(try engine.response(0).status == .ok)
  #expect(try engine.response(1).status == .loopDetected)
  #expect(engine.names("new").count == 1)
  withExtendedLifetime(scratch) {}
}

@Test func whatWasRefusedMayComeAgain() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let refused = Ask(id: "r", type: "text/html").with("Via", "SIP/2.0/TLS [2001:db8::a];branch=z9hG4bKfirst")
  engine.write(refused.bytes)
  #expect(try engine.response(0).status == .unsupportedMediaType)
  engine.write(Ask(id: "r").bytes)
  #expect(try engine.response(1).status == .ok)
  #expect(engine.names("new").count == 1)
  withExtendedLifetime(scratch) {}
}

@Test func aMessageThatComesAgainLaterIsKnown() throws {
  let (scratch, state) = try scratchState()
  for branch in ["first", "second"] {
    let engine = try ChatEngine(state)
    engine.write(Ask(id: "r").with("Via", "SIP/2.0/TLS [2001:db8::a];branch=z9hG4bK\(branch)").bytes)
    #expect(try engine.response().status == .ok)
    #expect(engine.names("new").count == 1)
    engine.closeInput()
    try engine.wait()
  }
  withExtendedLifetime(scratch) {}
}

@Test func twoConnectionsStoreOneCopy() throws {
  let (scratch, state) = try scratchState()
  let engines = [try ChatEngine(state), try ChatEngine(state)]
  for number in 0..<20 {
    for engine in engines { engine.write(Ask(id: "r\(number)", body: "\(number)").bytes) }
  }
  for engine in engines {
    for number in 0..<20 { #expect(try engine.response(number).status == .ok) }
  }
  #expect(engines[0].names("new").count == 20)
  withExtendedLifetime(scratch) {}
}

/// Whoever is killed after storing and before answering has not said yes: the message comes again.
@Test func aKillBeforeTheAnswerLeavesOneCopy() throws {
  let (scratch, state) = try scratchState()
  // A pipe that takes nothing: the answer is never said.
  let fifo = scratch.path + "/fifo"
  #expect(mkfifo(fifo, 0o600) == 0)
  let descriptor = open(fifo, O_RDWR | O_NONBLOCK)
  defer { close(descriptor) }
  for size in [4096, 1] { while write(descriptor, [UInt8](repeating: 0, count: size), size) > 0 {} }
  let first = try ChatEngine(state, program: ["/bin/sh", "-c", "exec \"$0\" \"$@\" >\(fifo)"])
  first.write(Ask(id: "k").bytes)
  let end = Date(timeIntervalSinceNow: 10)
  while first.names("new").count < 1 && Date() < end { sched_yield() }
  first.process.signal(SIGKILL)
  #expect(try first.wait() == 137)
  let second = try ChatEngine(state)
  second.write(Ask(id: "k").with("Via", "SIP/2.0/TLS [2001:db8::a];branch=z9hG4bKagain").bytes)
  #expect(try second.response().status == .ok)
  #expect(second.names("new").count == 1)
}
