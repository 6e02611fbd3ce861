import CPIM

/// What a person sends.
public enum OutgoingText {
  /// The longest text of a message, in bytes: what a request may have, 64 KiB, without 4 KiB for what is said about it.
  public static let maximumBytes = 60 * 1024

  /// The message that is put into out/ for a text, written at a time. It asks to be told of delivery, and that it was
  /// shown. Who sends it to whom, and what it is called, the engine says.
  public static func message(_ text: String, microseconds: UInt64) -> [UInt8] {
    CPIMMessage.text(
      text, dateTime: Timestamp(microseconds: Int64(clamping: microseconds)), requesting: [.positiveDelivery, .display]
    ).encode()
  }
}

/// The notification that a message was shown (RFC 5438, 7.2.1.2).
public enum Receipt {
  /// What is put into out/ for a message that was shown at a time; nil where its sender did not ask.
  public static func displayed(_ message: CPIMMessage, microseconds: UInt64) -> [UInt8]? {
    guard let id = message.messageID, message.requestedNotifications.contains(.display), !message.isNotification else {
      return nil
    }
    let now = Timestamp(microseconds: Int64(clamping: microseconds))
    let notification = DispositionNotification(
      messageID: id, dateTime: message.dateTime ?? now, disposition: .displayed)
    return CPIMMessage.notification(notification, dateTime: now).encode()
  }
}
