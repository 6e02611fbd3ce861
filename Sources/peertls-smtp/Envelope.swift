import SMTP

/// From whom to whom, as the peer says.
struct Envelope {
  /// One to whom the message goes.
  struct Recipient {
    /// As it was said.
    let command: RcptCommand
    /// Which address of ours is meant.
    let address: Mailbox

    /// As it was said, as text.
    var original: String {
      if case .mailbox(let mailbox) = command.recipient { mailbox.description } else { "postmaster" }
    }
  }

  /// What MAIL said.
  let mail: MailCommand
  /// At most `SMTPLimits.recipients`.
  var recipients: [Recipient] = []

  /// Any octets may come.
  var isBinary: Bool { mail.body == .binaryMIME }
  /// It has no sender: it tells what became of another message.
  var isNotification: Bool { mail.sender == nil }
  /// `<alice@example.org>`, or `<>`.
  var sender: String { "<\(mail.sender?.description ?? "")>" }
}
