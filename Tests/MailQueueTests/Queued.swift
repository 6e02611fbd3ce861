import Glibc
import MailQueue
import Processes
import SMTP

/// An envelope from Alice to somebody at example.org.
func envelope(_ local: String = "bob", id: String = "<1@example.org>") throws -> Envelope {
  Envelope(
    sender: try Mailbox("alice@example.org"), recipient: try Mailbox("\(local)@example.org"), contact: local,
    messageID: id)
}

/// A message of one line.
let hello = Array("Subject: hello\r\n\r\nHello.\r\n".utf8)

extension MailQueue {
  /// A message that can be taken.
  func taken(_ name: String, in box: Box = .waiting) throws -> TakenMail {
    guard let mail = try take(name, in: box) else { throw SystemError("take \(name)", code: EBUSY) }
    return mail
  }

  /// Whether it can be; it is given back.
  func canTake(_ name: String) throws -> Bool { try take(name) != nil }
}
