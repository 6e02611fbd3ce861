import SIP
import TestSupport
import Testing

private let file = "\r\nContent-Type: text/plain;charset=utf-8\r\n\r\nhello"

@Test func whoNeverAnswersGetsNothingMore() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state, options: ["--answer-timeout", "1"])
  let names = [try engine.put(1, file), try engine.put(2, file)]
  let request = try engine.request()
  try engine.process.errors.wait(for: "no answer in 1 seconds")
  #expect(engine.names("out") == names)
  // It is still served.
  engine.write(Ask(id: "in").bytes)
  #expect(try engine.response().status == .ok)
  #expect(engine.messages.count == 2)
  // A late answer is one.
  try engine.answer(request, .ok)
  try engine.answer(try engine.request(1), .ok)
  try engine.wait("sent", names)
  withExtendedLifetime(scratch) {}
}

@Test func untilSentGivesUpToo() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state, options: ["--answer-timeout", "1", "--until-sent"])
  let name = try engine.put(1, file)
  _ = try engine.request()
  #expect(try engine.wait() == 75)
  #expect(engine.names("out") == [name])
  withExtendedLifetime(scratch) {}
}
