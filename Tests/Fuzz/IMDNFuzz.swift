import CPIM

/// Feeds bytes to the reader of message/imdn+xml. What can be read survives its encoding.
public func fuzzIMDN(_ bytes: [UInt8]) {
  guard let notification = try? DispositionNotification(parsing: bytes) else { return }
  precondition((1...CPIMLimits.messageIDBytes).contains(notification.messageID.utf8.count))
  precondition(notification.kind.dispositions.contains(notification.disposition))
  precondition((try? DispositionNotification(parsing: notification.encode())) == notification)
}
