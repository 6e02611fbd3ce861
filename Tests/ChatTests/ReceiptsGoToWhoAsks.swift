import CPIM
import SIP
import TestSupport
import Testing

private func asking(_ what: String) -> String {
  "NS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: m1\r\nDateTime: 2026-11-24T12:00:00Z\r\n"
    + "imdn.Disposition-Notification: \(what)\r\n\r\nContent-Type: text/plain\r\n\r\nhello"
}

@Test func whoAsksIsToldOfTheDelivery() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  engine.write(Ask(id: "n", body: asking("positive-delivery, display"), type: "message/cpim").bytes)
  #expect(try engine.response().status == .ok)
  let request = try engine.request()
  #expect(request.fields[.contentType] == "message/cpim")
  let message = try CPIMMessage(parsing: request.body)
  #expect(message.isNotification && message.requestedNotifications == [])
  let told = try DispositionNotification(parsing: message.content)
  #expect(told.messageID == "m1" && told.disposition == .delivered)
  #expect(told.dateTime.description == "2026-11-24T12:00:00Z")
  try engine.answer(request, .ok)
  engine.closeInput()
  #expect(try engine.wait() == 0)
  #expect(engine.names("out") == [] && engine.names("sent") == [])
  withExtendedLifetime(scratch) {}
}

@Test(
  arguments: [("display", []), ("negative-delivery", []), ("positive-delivery", ["--no-receipts"])]
    as [(String, [String])])
func nobodyElseIs(_ what: String, _ options: [String]) throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state, options: options)
  engine.write(Ask(id: "n", body: asking(what), type: "message/cpim").bytes)
  engine.write(Ask(id: "text").bytes)
  #expect(try engine.response(1).status == .ok)
  engine.write(Ask("OPTIONS", id: "o", body: "").bytes)
  #expect(try engine.response(2).status == .ok)
  #expect(engine.messages.count == 3)
  withExtendedLifetime(scratch) {}
}

@Test func theSameMessageIsToldOnce() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let ask = Ask(id: "n", body: asking("positive-delivery"), type: "message/cpim")
  engine.write(ask.bytes + ask.bytes)
  try engine.answer(try engine.request(), .ok)
  #expect(try engine.response(1).status == .ok)
  engine.closeInput()
  try engine.wait()
  #expect(engine.messages.count == 3)
  withExtendedLifetime(scratch) {}
}

@Test func whatThePeerTellsIsSeenInSent() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let name = try engine.put(1, "\r\nContent-Type: text/plain\r\n\r\nhello")
  try engine.answer(try engine.request(), .ok)
  try engine.wait("sent", [name])
  for (number, disposition) in [Disposition.delivered, .displayed].enumerated() {
    let notification = DispositionNotification(
      messageID: name, dateTime: Timestamp(seconds: 1_800_000_000), disposition: disposition,
      kind: disposition == .delivered ? .delivery : .display)
    let body = String(decoding: CPIMMessage.notification(notification).encode(), as: UTF8.self)
    engine.write(Ask(id: "t\(number)", body: body, type: "message/cpim").bytes)
    #expect(try engine.response(number).status == .ok)
    #expect(engine.names("sent") == ["\(name),\(disposition.rawValue)"])
  }
  // One about nothing, or about something elsewhere, changes nothing.
  for (number, id) in ["../new/x", "1800000000.000009.0123456789abcdef"].enumerated() {
    let notification = DispositionNotification(
      messageID: id, dateTime: Timestamp(seconds: 1_800_000_000), disposition: .delivered)
    let body = String(decoding: CPIMMessage.notification(notification).encode(), as: UTF8.self)
    engine.write(Ask(id: "u\(number)", body: body, type: "message/cpim").bytes)
    #expect(try engine.response(2 + number).status == .ok)
  }
  #expect(engine.names("sent") == ["\(name),displayed"] && engine.names("new") == [])
  withExtendedLifetime(scratch) {}
}

@Test(arguments: [200, 404]) func aNotificationOfOursIsKeptNowhere(_ code: Int) throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let notification = DispositionNotification(
    messageID: "m1", dateTime: Timestamp(seconds: 1_800_000_000), disposition: .displayed, kind: .display)
  try engine.put(1, String(decoding: CPIMMessage.notification(notification).encode(), as: UTF8.self))
  let request = try engine.request()
  #expect(try CPIMMessage(parsing: request.body).isNotification)
  try engine.answer(request, try #require(Status(code)))
  try engine.wait("out", [])
  #expect(engine.names("sent") == [] && engine.names("failed") == [])
  withExtendedLifetime(scratch) {}
}
