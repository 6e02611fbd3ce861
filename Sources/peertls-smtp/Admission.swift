import SMTP

/// Whether a message may be taken, by its header.
struct Admission {
  private let call: Call
  private let envelope: Envelope

  init(_ call: Call, _ envelope: Envelope) { (self.call, self.envelope) = (call, envelope) }

  /// Who the header says has written it, each of them the peer.
  func authors(of header: HeaderReader) throws(Refusal) -> [Mailbox] {
    guard header.all("Received").count < SMTPLimits.hops else {
      throw Refusal(554, EnhancedStatus(5, 4, 6), "this message has come round: \(SMTPLimits.hops) Received fields")
    }
    _ = try header.only("Message-ID")
    guard let from = try header.only("From") else {
      throw Refusal(550, EnhancedStatus(5, 7, 1), "there is no From field, which must name you")
    }
    let authors = try mailboxes(from)
    guard !authors.isEmpty else { throw Refusal(550, EnhancedStatus(5, 7, 1), "the From field names nobody") }
    let sender = try header.only("Sender")
    let senders = try sender.map { field throws(Refusal) in try mailboxes(field) } ?? []
    guard sender == nil || senders.count == 1 else {
      throw Refusal(550, EnhancedStatus(5, 7, 1), "the Sender field names nobody, or several")
    }
    if envelope.isNotification { try admitNotification(header) }
    for (name, list) in [("From", authors), ("Sender", senders)] {
      for mailbox in list where !isAdmitted(mailbox) {
        throw Refusal(550, EnhancedStatus(5, 7, 1), "\(name): <\(mailbox)> is no identity of your certificate")
      }
    }
    return authors
  }

  private func isAdmitted(_ mailbox: Mailbox) -> Bool {
    envelope.isNotification ? call.peer.isMeantByNotification(from: mailbox) : call.peer.isMeant(by: mailbox)
  }

  private func mailboxes(_ field: HeaderReader.Field) throws(Refusal) -> [Mailbox] {
    do throws(SMTPError) {
      return try AddressList.entries(in: field.body, limit: SMTPLimits.authors).map(\.mailbox)
    } catch {
      throw Refusal(554, EnhancedStatus(5, 6, 0), "\(field.name): \(error)")
    }
  }

  /// RFC 6522: what it is about is found in its parts.
  private func admitNotification(_ header: HeaderReader) throws(Refusal) {
    let type = try header.only("Content-Type").map { String(decoding: $0.body, as: UTF8.self) } ?? ""
    let essence = type.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
    guard essence == "multipart/report" else {
      throw Refusal(550, EnhancedStatus(5, 7, 1), "<> is for delivery notifications, which are multipart/report")
    }
  }
}
