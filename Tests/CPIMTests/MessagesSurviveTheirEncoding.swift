import CPIM
import Testing

@Test(arguments: [Samples.weather, Samples.request])
func whatWasReadIsWrittenTheSame(_ sample: String) throws {
  let message = try CPIMMessage(parsing: Samples.bytes(sample))
  #expect(try CPIMMessage(parsing: message.encode()) == message)
}

/// Headers that mean nothing here, their order and their namespaces too.
@Test func whatIsNotUnderstoodIsKept() throws {
  let message = try CPIMMessage(parsing: Samples.bytes(Samples.weather))
  #expect(message.encode() == Samples.bytes(Samples.weather))
}

@Test func everythingThatIsSetIsRead() throws {
  let at = Timestamp(microseconds: 1_767_225_600_123_456, offset: 480)
  var message = CPIMMessage.text(
    "Grüße,\n\u{1B}[2J", from: Party(name: "Zoë \"Z\" \\ Example", uri: "im:zoe@example.org"),
    to: Party(uri: "sip:bob@example.org"), dateTime: at, messageID: "a.b@c-d",
    requesting: [.display, .positiveDelivery])
  message.subject = "C:\\temp\nand \"more\" 🎉"
  message[own: "Received"] = "2026-01-01T00:00:00Z"
  let read = try CPIMMessage(parsing: message.encode())
  #expect(read == message)
  #expect(read.from?.name == "Zoë \"Z\" \\ Example" && read.from?.uri == "im:zoe@example.org")
  #expect(read.to == Party(uri: "sip:bob@example.org") && read.dateTime == at && read.messageID == "a.b@c-d")
  #expect(read.requestedNotifications == [.display, .positiveDelivery])
  #expect(read.subject == "C:\\temp\nand \"more\" 🎉" && read[own: "Received"] == "2026-01-01T00:00:00Z")
  #expect(read.text == "Grüße,\n\u{1B}[2J" && read.contentType == .text)
}

@Test func whatIsSetToNothingIsGone() throws {
  var message = try CPIMMessage(parsing: Samples.bytes(Samples.request))
  (message.from, message.to, message.dateTime, message.subject, message.messageID) = (nil, nil, nil, nil, nil)
  message.requestedNotifications = []
  #expect(String(decoding: message.encode(), as: UTF8.self) == "\r\nContent-type: text/plain\r\n\r\nHello World\r\n")
}

@Test func contentIsAnyBytes() throws {
  let bytes = [UInt8](0...255) + [13, 10, 13, 10, 0]
  let image = try #require(ContentType(parsing: "image/png"))
  let message = try CPIMMessage.wrapping(bytes, as: image, messageID: "1")
  let read = try CPIMMessage(parsing: message.encode())
  #expect(read.content == bytes && read.contentType == image && read.text == nil)
}

@Test func theContentsLengthIsNotKept() throws {
  var message = try CPIMMessage(parsing: Samples.bytes(Samples.request))
  message.content = Array("longer than it was".utf8)
  #expect(!String(decoding: message.encode(), as: UTF8.self).lowercased().contains("content-length"))
}

@Test func aNotificationIsOne() throws {
  let about = DispositionNotification(
    messageID: "<a&b>", dateTime: Timestamp(seconds: 0), disposition: .displayed)
  let message = CPIMMessage.notification(about, from: Party(uri: "im:b"), to: Party(uri: "im:a"), messageID: "n1")
  let read = try CPIMMessage(parsing: message.encode())
  #expect(read == message && read.isNotification && read.requestedNotifications.isEmpty)
  #expect(try DispositionNotification(parsing: read.content) == about)
  #expect(String(decoding: message.encode(), as: UTF8.self).contains("Content-Disposition: notification\r\n"))
}
