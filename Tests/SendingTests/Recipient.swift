import Foundation
import TestSupport

extension NodeSetup {
  /// A node that takes mail for Bob.
  static var mailbox: NodeSetup {
    var setup = NodeSetup()
    setup.handlers = ["smtp": "ExecStart=peertls-smtp\nALPN=smtp\nStateDirectory=smtp"]
    setup.socketName = "smtp"
    return setup
  }
}

extension Node {
  /// The directory of its mail.
  private var mailbox: String { scratch.path + "/state/smtp/Maildir/new" }

  /// The files of its Maildir.
  func received() -> [String] { names(mailbox).map { mailbox + "/" + $0 } }

  /// The messages in its Maildir.
  func letters() throws -> [String] { try texts(mailbox) }
}
