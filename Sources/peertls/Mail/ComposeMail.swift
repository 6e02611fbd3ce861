import ArgumentParser
import Glibc
import Introduction
import Journal
import MIME
import MailQueue
import Processes
import SMTP

/// Writes a mail to a contact and tells its fate.
struct ComposeMail: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mail", abstract: "Send a person a mail, and tell what became of it.",
    discussion: """
      WHO is a contact or a contact's e-mail address. The text is TEXT, or what standard input has. It is signed (S/MIME), \
      and encrypted where DIR/certificates has the receiver's certificate; where that will not do, nothing is sent. It is \
      queued first; then WHO is called.

      Exit codes: 0 their node has stored it; 64 usage; 65 no UTF-8, or too long; 66 no such contact or file; 67 nobody has \
      that address; 69 refused; 75 queued, it is tried again; 77 whoever answers, or \
      the kept certificate, is not that person; 78 the configuration is wrong, or --encrypt finds no certificate.
      """)

  /// The longest text, in bytes.
  static let maximumTextBytes = 16 << 20

  @OptionGroup var config: ConfigurationOption
  @OptionGroup var state: MailStateOption

  @Argument(help: "A contact, or a contact's e-mail address.")
  var who: String

  @Argument(help: "The words; without any, standard input is read.")
  var text: [String] = []

  @Option(name: .shortAndLong, help: ArgumentHelp("What it is about.", valueName: "text"))
  var subject: String = ""

  @Option(
    name: .shortAndLong, help: ArgumentHelp("A file to go with it; may be given several times.", valueName: "file"))
  var attach: [String] = []

  @Flag(help: "Do not sign it.")
  var noSign = false

  @Flag(help: "Do not send it where it cannot be encrypted.")
  var encrypt = false

  @Option(help: ArgumentHelp("How long to wait for its fate; 0 only queues it.", valueName: "seconds"))
  var wait: Int = 60

  @Flag(name: .customLong("no-alpn"), help: "Ask for no protocol: for an ordinary mail server that knows no ALPN.")
  var noALPN = false

  func validate() throws {
    if !(0...3600).contains(wait) { throw ValidationError("--wait: expected 0 to 3600 seconds") }
  }

  func run() throws {
    let caller = try Caller.demanded(directory: config.directory)
    let submission = try MailSubmission(directory: config.directory, node: try caller.demandedNames())
    let recipient = try recipient(submission)
    let mail = try compose(submission, to: recipient.mailbox)
    let message = try protect(mail, to: recipient, caller)
    let queued = try submission.submit(message, mail, from: submission.sender, to: [recipient], state)
    // What goes to the owner is in their Maildir already.
    guard let (contact, name) = queued.first else { return }
    let run = MailRun(
      directory: config.directory, state: state, patience: MailPatience(), asksForProtocol: !noALPN)
    try MailWatch(run: run, contact: contact.name, name: name).awaitFate(seconds: wait)
  }

  private func recipient(_ submission: MailSubmission) throws -> MailSubmission.Recipient {
    do { return try submission.recipient(who) } catch let failure as Failure {
      // A contact that there is not is, as for every other command, 66.
      throw failure.code == .noUser && !who.contains("@") ? Failure(.noInput, failure.description) : failure
    }
  }

  private func compose(_ submission: MailSubmission, to mailbox: Mailbox) throws -> OutgoingMail {
    let words = try text.isEmpty ? readText() : text.joined(separator: " ")
    if words.isEmpty && attach.isEmpty {
      let what = text.isEmpty ? "standard input" : "TEXT"
      throw Failure(.usage, "there is nothing to say: \(what) is empty")
    }
    let attachments = try attachments()
    do throws(MIMEError) {
      var letter = Letter(
        from: try MailAddress(name: submission.node.name, address: submission.sender.description),
        to: [try MailAddress(address: mailbox.description)], subject: subject, text: words, date: Clock.unixSeconds)
      letter.attachments = attachments
      return try OutgoingMail(letter)
    } catch {
      throw Failure(.data, "\(error)".sanitised)
    }
  }

  private func readText() throws -> String {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try File.remainder(of: 0, limit: ComposeMail.maximumTextBytes, name: "standard input")
    } catch {
      throw error.code == EFBIG
        ? Failure(
          .data, "the text is too long: it has at most \(ComposeMail.maximumTextBytes >> 20) MiB; -a sends a file")
        : Failure(.inputOutput, error.description)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Failure(.data, "the text is not UTF-8") }
    return text
  }

  private func attachments() throws -> [Attachment] {
    try attach.map { path in
      let name = path.split(separator: "/").last.map(String.init) ?? path
      do {
        return try Attachment(name: name, contents: try File.contents(path, limit: MailQueue.maximumMessageBytes))
      } catch let error as MIMEError {
        throw Failure(.data, "\(error)".sanitised)
      } catch let error as SystemError {
        throw error.code == EFBIG
          ? Failure(
            .data, "\(path.sanitised): it is too long: a mail has at most \(MailQueue.maximumMessageBytes >> 20) MiB")
          : Failure(.noInput, "\(error)".sanitised)
      }
    }
  }
}
