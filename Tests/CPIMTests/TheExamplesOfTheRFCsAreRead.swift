import CPIM
import Testing

@Test func rfc3862() throws {
  let message = try CPIMMessage(parsing: Samples.bytes(Samples.weather))
  #expect(message.from == Party(name: "MR SANDERS", uri: "im:piglet@100akerwood.com"))
  #expect(message.to == Party(name: "Depressed Donkey", uri: "im:eeyore@100akerwood.com"))
  #expect(message.dateTime?.description == "2000-12-13T13:40:00-08:00")
  #expect(message.subject == "the weather will be fine today")
  #expect(message.requiredButNotUnderstood == ["MyFeatures.VitalMessageOption"])
  #expect(message.contentType.description == "text/xml;charset=utf-8")
  #expect(message.content == Samples.bytes("<body>\nHere is the text of my message.\n</body>"))
  #expect(message.text == nil && message.isPlainlyEncoded && !message.isNotification)
}

@Test func rfc5438Request() throws {
  let message = try CPIMMessage(parsing: Samples.bytes(Samples.request))
  #expect(message.messageID == "34jk324j")
  #expect(message.requestedNotifications == [.positiveDelivery, .negativeDelivery])
  #expect(message.text == "Hello World\r\n")
  #expect(message.requiredButNotUnderstood.isEmpty)
}

@Test func rfc5438Notification() throws {
  let notification = try DispositionNotification(parsing: Array(Samples.notification.utf8))
  #expect(notification.messageID == "34jk324j" && notification.disposition == .delivered)
  #expect(notification.kind == .delivery && notification.dateTime.description == "2008-04-04T12:16:49-05:00")
}

@Test func rfc3994() throws {
  let composing = try Composing(parsing: Array(Samples.composing.utf8))
  #expect(composing.state == .active && composing.refresh == 90)
  #expect(composing.contentType?.essence == "text/plain" && composing.lastActive == nil)
}
