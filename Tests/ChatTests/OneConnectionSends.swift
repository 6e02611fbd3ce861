import Foundation
import SIP
import TestSupport
import Testing

private let file = "\r\nContent-Type: text/plain\r\n\r\nhello"

@Test func theSecondConnectionTakesOverWhenTheFirstIsGone() throws {
  let (scratch, state) = try scratchState()
  let first = try ChatEngine(state)
  let names = [try first.put(1, file)]
  try first.answer(try first.request(), .ok)
  try first.wait("sent", names)
  let second = try ChatEngine(state)
  second.write(Ask(id: "up").bytes)
  #expect(try second.response().status == .ok)
  let later = try first.put(2, file)
  let request = try first.request(1)
  #expect(second.messages.count == 1)
  // It never answers; the first dies with the request unanswered.
  _ = request
  first.process.signal(SIGKILL)
  try first.wait()
  let again = try second.request()
  #expect(again.fields[.callID] == request.fields[.callID] && again.fields[.from] == request.fields[.from])
  try second.answer(again, .ok)
  try second.wait("sent", names + [later])
  withExtendedLifetime(scratch) {}
}

/// At any moment each message is in out/ or in sent/, and whoever comes next says what has not been answered.
@Test func aKilledSenderLosesNothing() throws {
  let (scratch, state) = try scratchState()
  var count = 0
  var seen: Set<String> = []
  let setup = try ChatEngine(state)
  setup.closeInput()
  try setup.wait()
  let names = try (1...30).map { try setup.put($0, file) }
  while setup.names("sent").count < names.count && count < 3000 {
    count += 1
    let engine = try ChatEngine(state)
    let request = try engine.request()
    let done = setup.names("sent").count
    seen.insert(request.fields[.callID] ?? "")
    try engine.answer(request, .ok)
    if count % 3 == 0 && setup.names("out").count > 1 { _ = try engine.request(1) }
    // Now before it could take note of the answer, now after.
    if count % 2 == 0 { _ = try eventually("one more in sent/") { setup.names("sent").count > done ? true : nil } }
    engine.process.signal(SIGKILL)
    try engine.wait()
    #expect(Set(engine.names("sent")).isDisjoint(with: engine.names("out")))
    #expect(Set(engine.names("sent") + engine.names("out")) == Set(names))
  }
  #expect(setup.names("sent") == names && seen.count == names.count)
  withExtendedLifetime(scratch) {}
}

/// Something stands where the right to send is kept: that is said, and costs nothing but the sending.
@Test func aRightThatCannotBeHadIsNotAskedForWithoutEnd() throws {
  let (scratch, state) = try scratchState()
  let setup = try ChatEngine(state)
  setup.closeInput()
  try setup.wait()
  _ = try setup.put(1, file)
  try? FileManager.default.removeItem(atPath: setup.conversation + "/.live")
  #expect(mkfifo(setup.conversation + "/.live", 0o600) == 0)
  let engine = try ChatEngine(state)
  engine.write(Ask(id: "one").bytes)
  #expect(try engine.response().status == .ok)
  usleep(1_500_000)
  #expect(try #require(ProcessTable.processorSeconds(of: engine.process.pid)) < 0.3)
  engine.write(Ask(id: "two").bytes)
  #expect(try engine.response(1).status == .ok)
  withExtendedLifetime(scratch) {}
}
