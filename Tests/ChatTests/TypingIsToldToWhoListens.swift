import CPIM
import Foundation
import SIP
import TestSupport
import Testing

private func writeSomething(_ engine: ChatEngine) throws {
  try Data("1\n".utf8).write(to: URL(filePath: engine.conversation + "/.composing"))
}

private func isUp(_ engine: ChatEngine) throws {
  engine.write(Ask("OPTIONS", id: "up", body: "").bytes)
  _ = try engine.response()
}

@Test func whoAcceptsItIsToldThatOurSideIsWriting() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  try isUp(engine)
  try writeSomething(engine)
  let question = try engine.request()
  #expect(question.method == "OPTIONS")
  try engine.answer(question, .ok, fields: [try HeaderField(.accept, "text/plain, application/im-iscomposing+xml")])
  let request = try engine.request(1)
  #expect(request.fields[.contentType] == "application/im-iscomposing+xml")
  #expect(try Composing(parsing: request.body).state == .active)
  try engine.answer(request, .ok)
  // A message says that the writing has ended: nothing more is told.
  let name = try engine.put(1, "\r\nContent-Type: text/plain\r\n\r\nhello")
  try engine.answer(try engine.request(2), .ok)
  try engine.wait("sent", [name])
  #expect(engine.messages.count == 4)
  withExtendedLifetime(scratch) {}
}

@Test(arguments: ["text/plain, message/cpim", ""]) func whoDoesNotIsNotTold(_ accept: String) throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  try isUp(engine)
  try writeSomething(engine)
  let fields = accept.isEmpty ? [] : [try HeaderField(.accept, accept)]
  try engine.answer(try engine.request(), .ok, fields: fields)
  try writeSomething(engine)
  let name = try engine.put(1, "\r\nContent-Type: text/plain\r\n\r\nhello")
  try engine.answer(try engine.request(1), .ok)
  try engine.wait("sent", [name])
  #expect(engine.messages.count == 3)
  withExtendedLifetime(scratch) {}
}

@Test func nothingIsAskedWhereTypingIsOff() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state, options: ["--no-typing"])
  try isUp(engine)
  try writeSomething(engine)
  try engine.put(1, "\r\nContent-Type: text/plain\r\n\r\nhello")
  #expect(try engine.request().method == "MESSAGE")
  engine.write(Ask(id: "c", body: document(.active), type: "application/im-iscomposing+xml").bytes)
  #expect(try engine.response(1).status == .unsupportedMediaType)
  withExtendedLifetime(scratch) {}
}

@Test func aPeerThatWritesIsSeenWriting() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  engine.write(Ask(id: "c1", body: document(.active), type: "application/im-iscomposing+xml").bytes)
  #expect(try engine.response().status == .ok)
  let until = try #require(Double(try engine.contents("", ".typing").trimmingCharacters(in: .newlines)))
  #expect(abs(until - Date().timeIntervalSince1970 - 120) < 30)
  engine.write(Ask(id: "c2", body: document(.idle), type: "application/im-iscomposing+xml").bytes)
  #expect(try engine.response(1).status == .ok)
  #expect((try? engine.contents("", ".typing")) == nil)
  engine.write(Ask(id: "c3", body: document(.active), type: "application/im-iscomposing+xml").bytes)
  engine.write(Ask(id: "m").bytes)
  #expect(try engine.response(3).status == .ok)
  #expect((try? engine.contents("", ".typing")) == nil && engine.names("new").count == 1)
  withExtendedLifetime(scratch) {}
}

private func document(_ state: Composing.State) -> String {
  String(decoding: Composing(state).encode(), as: UTF8.self)
}
