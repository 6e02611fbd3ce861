import Glibc
import Introduction
import Journal
import MIME
import MailQueue
import Processes
import SMTP

/// A message that is handed in, made fit to be sent, and to whom it goes.
struct MailSubmission {
  /// To whom a message goes.
  enum Recipient {
    /// A contact's node.
    case contact(MailContacts.Entry)
    /// The node's own owner: into their own Maildir.
    case own(Mailbox)

    /// The address.
    var mailbox: Mailbox {
      switch self {
      case .contact(let entry): entry.mailbox
      case .own(let mailbox): mailbox
      }
    }
  }

  /// Whom the node's own certificate names.
  let node: NodeNames
  private let own: [Mailbox]
  private let contacts: MailContacts

  /// With the contacts of a configuration directory.
  init(directory: String, node: NodeNames) throws {
    self.node = node
    own = node.emails.compactMap { try? Mailbox($0) }
    guard !own.isEmpty else {
      throw Failure(.configuration, "\(directory)/node.crt names no e-mail address, so nobody takes mail from you")
    }
    contacts = try MailContacts(directory: directory)
  }

  /// The address that mail is from where nothing else is said.
  var sender: Mailbox { own[0] }

  /// Whether an address is one of the certificate's. Other nodes take mail from no other.
  func isOwn(_ address: String) -> Bool {
    guard let mailbox = try? Mailbox(address) else { return false }
    return own.contains { $0.isSame(as: mailbox) }
  }

  /// Whom an address, a contact's name, or the user's own name means. Throws where it is nobody.
  func recipient(_ word: String) throws -> Recipient {
    guard word.contains("@") else {
      if word == Account.ownName, (try? contacts.entry(named: word)) == nil { return .own(sender) }
      do { return .contact(try contacts.entry(named: word)) } catch let failure as Failure {
        throw failure.code == .noInput ? contacts.nobody("there is no contact \"\(word.sanitised)\"") : failure
      }
    }
    let mailbox = try MailContacts.address(word)
    if let entry = try contacts.entry(for: mailbox) { return .contact(entry) }
    if isOwn(word) || mailbox.withoutDetail.map({ isOwn($0.description) }) == true { return .own(mailbox) }
    throw contacts.nobody(at: word)
  }

  /// Adds what a message must have, as sendmail does, and takes away what it must not: Bcc, Return-Path and
  /// Content-Length. `name` is the sender's where From is made here.
  func complete(_ mail: inout OutgoingMail, from: Mailbox, name: String?) throws {
    for name in ["bcc", "resent-bcc", "return-path", "content-length"] { mail.remove(name) }
    do throws(MIMEError) {
      if mail.fields("date").isEmpty {
        mail.set(try HeaderField.unstructured("Date", MailDate.text(Clock.unixSeconds)))
      }
      if messageID(of: mail) == nil {
        let id = Letter.messageID(for: from.description, at: Clock.unixSeconds)
        mail.set(try HeaderField.words("Message-ID", [id]))
      }
      if let author = try author(mail, from, name) { mail.set(HeaderField.addresses("From", [author])) }
    } catch {
      throw Failure(.data, "\(error)".sanitised)
    }
    for field in ["from", "sender"] {
      // Of several one program shows the first, another the last; no node takes them.
      guard mail.fields(field).count <= 1 else {
        throw Failure(.data, "\(field == "from" ? "From" : "Sender") stands there more than once")
      }
      for address in try addresses(mail, field) where !isOwn(address.address) {
        let which = field == "from" ? "From" : "Sender"
        throw Failure(
          .refused,
          "\(which): \(address.address.sanitised) is no address of your certificate, and no node takes mail from it; "
            + "yours: \(node.emails.joined(separator: ", ").sanitised)")
      }
    }
  }

  /// Who From is to be; nil where it says so already. A name alone, as cron(8) writes it, is one of this machine.
  private func author(_ mail: OutgoingMail, _ from: Mailbox, _ name: String?) throws(MIMEError) -> MailAddress? {
    guard let field = mail.fields("from").first else {
      return try MailAddress(name: name ?? node.name, address: from.description)
    }
    guard mail.fields("from").count == 1, !field.unfolded.contains(UInt8(ascii: "@")) else { return nil }
    let words = field.text.filter { !"<>()\"\\".contains($0) }.split(separator: " ").joined(separator: " ")
    return try MailAddress(name: words, address: from.description)
  }

  private func addresses(_ mail: OutgoingMail, _ field: String) throws -> [MailAddress] {
    do throws(MIMEError) { return try mail.addresses(field) } catch {
      throw Failure(.data, "\(error)".sanitised)
    }
  }

  private func messageID(of mail: OutgoingMail) -> String? {
    mail.fields("message-id").first.flatMap { MessageID.first(in: $0.unfolded[...]) }
  }

  /// Queues a complete message for those of the recipients who are contacts, and puts it into the Maildir of whoever is
  /// the owner; returns the contacts, and the names in the queue.
  func submit(
    _ message: [UInt8], _ mail: OutgoingMail, from: Mailbox?, to recipients: [Recipient], reportsFailure: Bool = true,
    _ state: MailStateOption
  ) throws -> [(contact: Contact, name: String)] {
    guard let id = messageID(of: mail) else { throw Failure(.data, "Message-ID is not in order") }
    let needsUTF8 = mail.needsUTF8 && String(validating: message, as: UTF8.self) != nil
    let isASCII = message.allSatisfy { $0 < 0x80 }
    var (entries, envelopes): ([MailContacts.Entry], [Envelope]) = ([], [])
    for case .contact(let entry) in recipients where !entries.contains(where: { $0.mailbox.isSame(as: entry.mailbox) })
    {
      let isUTF8 = needsUTF8 || entry.mailbox.needsUTF8 || from?.needsUTF8 == true
      entries.append(entry)
      envelopes.append(
        Envelope(
          sender: from, recipient: entry.mailbox, contact: entry.contact.name, messageID: id,
          body: isASCII ? .sevenBit : .eightBit, needsUTF8: isUTF8, reportsFailure: reportsFailure))
    }
    do throws(SystemError) {
      // First the owner's copy: whoever is told that it failed sends again, and that one is known by its Message-ID.
      for case .own(let mailbox) in recipients {
        try OwnMaildir(stateDirectory: state.directory)
          .keep(message, from: from, to: mailbox, identity: "own \(id) \(message.count)")
        break
      }
      guard !envelopes.isEmpty else { return [] }
      try StateDirectory.make(state.directory)
      try SentNotes(stateDirectory: state.directory).note(id)
    } catch {
      throw MailSubmission.failure(error, state.directory)
    }
    let queue = try state.queue()
    do throws(SystemError) {
      return zip(entries, try queue.put(message, for: envelopes)).map { (contact: $0.contact, name: $1) }
    } catch {
      throw MailSubmission.failure(error, state.queueDirectory)
    }
  }

  private static func failure(_ error: SystemError, _ place: String) -> Failure {
    switch error.code {
    case EMSGSIZE: Failure(.data, "the message is too long: it has at most \(MailQueue.maximumMessageBytes >> 20) MiB")
    case EDQUOT: Failure(.temporary, "\(error)")
    case _ where error.isShortage: Failure(.temporary, "\(error)")
    default: Failure(.cannotCreate, "\(place): \(error)")
    }
  }
}
