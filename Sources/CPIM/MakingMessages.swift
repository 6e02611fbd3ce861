extension CPIMMessage {
  private init(
    _ part: Part, _ from: Party?, _ to: Party?, _ dateTime: Timestamp?, _ messageID: String?,
    _ requesting: DispositionRequest = []
  ) {
    (headers, self.part) = ([], part)
    (self.from, self.to, self.dateTime, self.messageID) = (from, to, dateTime, messageID)
    requestedNotifications = requesting
  }

  /// A message of text.
  public static func text(
    _ text: String, from: Party? = nil, to: Party? = nil, dateTime: Timestamp? = nil, messageID: String? = nil,
    requesting: DispositionRequest = []
  ) -> CPIMMessage {
    CPIMMessage(Part(.text, Array(text.utf8)), from, to, dateTime, messageID, requesting)
  }

  /// A message that tells what became of another (RFC 5438). It asks for no notification itself.
  public static func notification(
    _ notification: DispositionNotification, from: Party? = nil, to: Party? = nil, dateTime: Timestamp? = nil,
    messageID: String? = nil
  ) -> CPIMMessage {
    CPIMMessage(
      Part(.notification, notification.encode(), isNotification: true), from, to, dateTime, messageID)
  }

  /// A message around content that came without one, plainly encoded. Throws `nested` where the content is a
  /// message/cpim already.
  public static func wrapping(
    _ content: [UInt8], as contentType: ContentType, from: Party? = nil, to: Party? = nil,
    dateTime: Timestamp? = nil, messageID: String? = nil, requesting: DispositionRequest = []
  ) throws(CPIMError) -> CPIMMessage {
    if contentType.isSameMedia(as: .cpim) { throw CPIMError(.nested, "message/cpim within message/cpim") }
    return CPIMMessage(Part(contentType, content), from, to, dateTime, messageID, requesting)
  }
}
