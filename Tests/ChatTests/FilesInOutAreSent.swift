import Foundation
import SIP
import TestSupport
import Testing

private let file = "\r\nContent-Type: text/plain;charset=utf-8\r\n\r\nhello"

@Test func aFileIsSentAtOnceAndMovesOnItsAnswer() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  // It is up: what follows is told by inotify.
  engine.write(Ask("OPTIONS", id: "up", body: "").bytes)
  _ = try engine.response()
  let name = try engine.put(1, file)
  let request = try engine.request()
  #expect(request.method == "MESSAGE" && request.target == "sip:alice@example.org")
  #expect(request.fields[.callID] == "\(name)@\(ChatPerson.bob.key.prefix(16))")
  #expect(request.fields[.from] == "\"Bob Example\" <sip:bob@example.org>;tag=0123456789abcdef")
  #expect(request.fields[.to] == "\"Alice Example\" <sip:alice@example.org>")
  #expect(request.fields[.contentType] == "message/cpim")
  let body = String(decoding: request.body, as: UTF8.self)
  #expect(body.contains("imdn.Message-ID: \(name)\r\n") && body.contains("DateTime: 2027-01-15T08:00:00"))
  #expect(engine.names("out") == [name] && engine.names("sent") == [])
  try engine.answer(request, .ok)
  try engine.wait("sent", [name])
  try engine.wait("out", [])
  withExtendedLifetime(scratch) {}
}

@Test func whatWaitsGoesInItsOrderOneAfterTheOther() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let names = try (1...20).reversed().map { try engine.put($0, file + " \($0)") }.reversed().map { $0 }
  var last: [String] = []
  for number in 0..<20 {
    let request = try engine.request(number)
    let isSecond = number > 0
    if isSecond { #expect(engine.names("sent").count == number) }
    last.append(String(request.fields[.callID]?.prefix(34) ?? ""))
    try engine.answer(request, .ok)
  }
  try engine.wait("sent", names)
  #expect(Set(last) == Set(names))
  withExtendedLifetime(scratch) {}
}

@Test func whatWaitedBeforeTheCallIsSent() throws {
  let (scratch, state) = try scratchState()
  let before = try ChatEngine(state)
  before.closeInput()
  try before.wait()
  let names = try (1...5).map { try before.put($0, file + " \($0)") }
  let engine = try ChatEngine(state)
  for number in 0..<5 {
    let request = try engine.request(number)
    #expect(request.fields[.callID]?.hasPrefix(names[number]) == true)
    try engine.answer(request, .accepted)
  }
  try engine.wait("sent", names)
  withExtendedLifetime(scratch) {}
}

@Test(arguments: [400, 403, 404, 410, 413, 488, 501, 603, 606, 301])
func aFinalErrorIsAFailureWithItsReason(_ code: Int) throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let name = try engine.put(1, file)
  let request = try engine.request()
  var text = String(decoding: try Response(to: request, #require(Status(code)), tag: "t").encode(), as: UTF8.self)
  let line = try #require(text.range(of: "\r\n"))
  text.replaceSubrange(text.startIndex..<line.lowerBound, with: "SIP/2.0 \(code) No\u{202e}pe")
  engine.write(text)
  try engine.wait("failed", [name])
  #expect(try engine.contents("failed", name).contains("peertls.Failure: \(code) No\u{fffd}pe\r\n"))
  try engine.wait("out", [])
  #expect(engine.names("sent") == [])
  withExtendedLifetime(scratch) {}
}

@Test(arguments: [408, 480, 482, 486, 500, 503, 504, 580, 600])
func aTemporaryErrorLeavesItAndAllAfterIt(_ code: Int) throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let names = [try engine.put(1, file), try engine.put(2, file)]
  try engine.answer(try engine.request(), try #require(Status(code)), fields: [try HeaderField(.retryAfter, "600")])
  engine.write(Ask("OPTIONS", id: "later", body: "").bytes)
  _ = try engine.response()
  #expect(engine.names("out") == names && engine.messages.count == 2)
  engine.closeInput()
  #expect(try engine.wait() == 0)
  withExtendedLifetime(scratch) {}
}

@Test func itComesAgainWhenTheTimeIsOver() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let name = try engine.put(1, file)
  let first = try engine.request()
  try engine.answer(first, .temporarilyUnavailable, fields: [try HeaderField(.retryAfter, "1")])
  let second = try engine.request(1)
  // The same message, as who has it already knows, on another try.
  #expect(second.fields[.callID] == first.fields[.callID] && second.fields[.cSeq] == first.fields[.cSeq])
  #expect(second.fields[.from] == first.fields[.from] && second.transaction != first.transaction)
  try engine.answer(second, .ok)
  try engine.wait("sent", [name])
  withExtendedLifetime(scratch) {}
}

@Test func whoTakesTextAloneGetsTextAlone() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let names = [try engine.put(1, file), try engine.put(2, file)]
  let first = try engine.request()
  try engine.answer(first, .unsupportedMediaType)
  let second = try engine.request(1)
  #expect(second.fields[.contentType] == "text/plain;charset=utf-8" && second.body == Array("hello".utf8))
  #expect(second.fields[.callID] == first.fields[.callID] && second.fields[.cSeq] == "2 MESSAGE")
  try engine.answer(second, .ok)
  let third = try engine.request(2)
  #expect(third.fields[.contentType] == "text/plain;charset=utf-8")
  try engine.answer(third, .unsupportedMediaType)
  try engine.wait("failed", [names[1]])
  try engine.wait("sent", [names[0]])
  withExtendedLifetime(scratch) {}
}

@Test func whatIsNoMessageFailsAndHoldsNothingUp() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let bad = [try engine.put(1, "no message"), try engine.put(2, file + String(repeating: "x", count: 66_000))]
  let good = try engine.put(3, file)
  try engine.answer(try engine.request(), .ok)
  try engine.wait("sent", [good])
  try engine.wait("failed", bad)
  #expect(try engine.contents("failed", bad[0]).contains("Failure: 400 "))
  #expect(try engine.contents("failed", bad[1]).contains("Failure: 413 "))
  withExtendedLifetime(scratch) {}
}

@Test func whatTheNodeNotesIsNotSent() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  try engine.put(1, "From: <sip:eve@example.org>\r\nNS: p <urn:peertls:chat>\r\np.Failure: 404 again\r\n" + file)
  let body = String(decoding: try engine.request().body, as: UTF8.self)
  #expect(
    !body.contains("Failure") && !body.contains("eve") && body.contains("From: \"Bob Example\" <sip:bob@example.org>"))
  withExtendedLifetime(scratch) {}
}

@Test func aFileThatIsTakenBackIsNotMissed() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let names = try (1...3).map { try engine.put($0, file) }
  let first = try engine.request()
  try FileManager.default.removeItem(atPath: "\(engine.conversation)/out/\(names[1])")
  try engine.answer(first, .ok)
  let second = try engine.request(1)
  #expect(second.fields[.callID]?.hasPrefix(names[2]) == true)
  try engine.answer(second, .ok)
  try engine.wait("sent", [names[0], names[2]])
  withExtendedLifetime(scratch) {}
}

@Test func aResponseThatBelongsToNothingChangesNothing() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let name = try engine.put(1, file)
  let request = try engine.request()
  let text = String(decoding: try Response(to: request, .ok, tag: "t").encode(), as: UTF8.self)
  engine.write(text.replacingOccurrences(of: "branch=z9hG4bK", with: "branch=z9hG4bKx"))
  engine.write(text.replacingOccurrences(of: "CSeq: 1 MESSAGE", with: "CSeq: 1 OPTIONS"))
  engine.write(text.replacingOccurrences(of: "SIP/2.0 200 OK", with: "SIP/2.0 100 Trying"))
  engine.write(Ask("OPTIONS", id: "then", body: "").bytes)
  _ = try engine.response()
  #expect(engine.names("out") == [name])
  engine.write(text)
  try engine.wait("sent", [name])
  withExtendedLifetime(scratch) {}
}

@Test func untilSentEndsWhenAllIsSent() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state, options: ["--until-sent"])
  let name = try engine.put(1, file)
  try engine.answer(try engine.request(), .ok)
  #expect(try engine.wait() == 0)
  #expect(engine.names("sent") == [name])
  let second = try ChatEngine(state, options: ["--until-sent"])
  try second.put(2, file)
  try second.answer(try second.request(), .temporarilyUnavailable)
  #expect(try second.wait() == 75)
  withExtendedLifetime(scratch) {}
}
