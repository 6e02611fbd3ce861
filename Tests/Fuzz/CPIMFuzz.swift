import CPIM

/// Feeds bytes to the reader of message/cpim. What can be read is written, and reads the same from what was written.
public func fuzzCPIM(_ bytes: [UInt8]) {
  for lineEnds in [LineEnds.crlf, .any] {
    guard let message = try? CPIMMessage(parsing: bytes, lineEnds: lineEnds) else { continue }
    let encoded = message.encode()
    guard let again = try? CPIMMessage(parsing: encoded) else {
      preconditionFailure("what was written can be read")
    }
    precondition(again == message && again.encode() == encoded, "a message survives its encoding")
    precondition((message.messageID?.utf8.count ?? 1) <= CPIMLimits.messageIDBytes)
    precondition(message.requiredButNotUnderstood.allSatisfy { $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } })
    precondition(message.removingOwnHeaders()[own: "Received"] == nil)
    _ = (message.isNotification, message.isPlainlyEncoded)
    setEverything(of: message)
  }
}

/// What one message says can be said in another.
private func setEverything(of message: CPIMMessage) {
  var copy = CPIMMessage.text("")
  (copy.from, copy.to, copy.dateTime) = (message.from, message.to, message.dateTime)
  (copy.subject, copy.messageID) = (message.subject, message.messageID)
  copy.requestedNotifications = message.requestedNotifications
  copy[own: "Received"] = message[own: "Received"]
  (copy.contentType, copy.content) = (message.contentType, message.content)
  // Escapes may be longer than what they stand for.
  guard let read = try? CPIMMessage(parsing: copy.encode()) else {
    precondition(copy.encode().count - copy.content.count > CPIMLimits.lineBytes, "what was set can be read")
    return
  }
  precondition(read.from == copy.from && read.to == copy.to && read.dateTime == copy.dateTime)
  precondition(read.messageID == copy.messageID && read.requestedNotifications == copy.requestedNotifications)
  precondition(read.contentType == copy.contentType && read.text == copy.text)
}
