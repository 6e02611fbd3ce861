import Glibc
import Introduction
import Journal
import MIME
import MailQueue
import Processes
import SMTP

/// The calling convention of sendmail(8), for programs that have mail to send: this program under a name that ends with
/// `sendmail`.
struct Sendmail {
  private static let usage = """
    usage: peertls-sendmail [-ti] [-C DIR] [-F NAME] [-f SENDER] [-N never] [-odq] [RECIPIENT ...]
           peertls-sendmail -bp    list the queue
           peertls-sendmail -q     send all that waits

    Takes a message from standard input, queues it, and has it sent to contacts' nodes. RECIPIENT is a contact or a
    contact's e-mail address; -t takes those of the header as well. See peertls-sendmail(1).
    """

  private let arguments: SendmailArguments
  private let directory: String
  private let state = MailStateOption.given(nil)
  /// Whether there is a standard input.
  private let hasInput: Bool

  /// Whether a command line is one of sendmail's.
  static func isMeant(by name: String) -> Bool { name.hasSuffix("sendmail") }

  /// Does what the words behind the program's name ask for, with standard input unless that was closed.
  static func run(_ words: [String], hasInput: Bool) throws {
    let arguments: SendmailArguments
    do throws(SendmailArguments.Problem) { arguments = try SendmailArguments(words) } catch {
      throw Failure(.usage, error.text.sanitised)
    }
    let directory = ConfigurationOption.given(arguments.directory).directory
    try Sendmail(arguments: arguments, directory: directory, hasInput: hasInput).run()
  }

  private init(arguments: SendmailArguments, directory: String, hasInput: Bool) {
    (self.arguments, self.directory, self.hasInput) = (arguments, directory, hasInput)
  }

  private func run() throws {
    switch arguments.mode {
    case .nothing: break
    case .help: Terminal.print(Sendmail.usage)
    case .list:
      guard let queue = try state.existingQueue() else { return }
      for line in MailRow.table(try MailRow.all(in: queue)) { Terminal.print(line) }
    case .flush: _ = try mailRun.run(MailRun.Whom(isAll: true))
    case .deliver: try deliver()
    }
  }

  private var mailRun: MailRun {
    MailRun(directory: directory, state: state, patience: MailPatience(), asksForProtocol: true)
  }

  /// Queues the message and has it sent; it does not wait for that, as sendmail does not.
  private func deliver() throws {
    guard arguments.readsRecipients || !arguments.recipients.isEmpty else {
      throw Failure(.usage, "to whom? Give recipients, or -t to take them from the header")
    }
    let bytes = try input()
    if let problem = SendmailText.problem(bytes) { throw Failure(.data, problem) }
    let submission = try MailSubmission(
      directory: directory, node: try Caller.demanded(directory: directory).demandedNames())
    var mail: OutgoingMail
    do throws(MIMEError) { mail = try OutgoingMail(message: SendmailText.withHeaderEnded(bytes)) } catch {
      throw Failure(.data, "\(error)".sanitised)
    }
    mail.describeText()
    let recipients = try recipients(mail, submission)
    let from = try sender(submission)
    try submission.complete(&mail, from: from ?? submission.sender, name: arguments.name)
    let message = mail.message(around: mail.entity(.none), .none)
    let queued = try submission.submit(
      message, mail, from: from, to: recipients, reportsFailure: arguments.reportsFailure, state)
    let contacts = Set(queued.map(\.contact.name)).sorted()
    // It is queued, whether or not it can be sent now.
    if !arguments.isOnlyQueued && !contacts.isEmpty { _ = try? MailWatch.start(mailRun, contacts) }
  }

  /// The message, as standard input has it: to its end, or to a line that is a dot where that is the custom.
  private func input() throws -> [UInt8] {
    guard hasInput else { throw Failure(.inputOutput, "read standard input: it is closed") }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try File.remainder(of: 0, limit: MailQueue.maximumMessageBytes, name: "standard input")
    } catch {
      throw error.code == EFBIG
        ? Failure(.data, "the message is too long: it has at most \(MailQueue.maximumMessageBytes >> 20) MiB")
        : Failure(.inputOutput, error.description)
    }
    return arguments.ignoresDots ? bytes : SendmailText.beforeDot(bytes)
  }

  private func sender(_ submission: MailSubmission) throws -> Mailbox? {
    guard let text = arguments.sender else { return submission.sender }
    if text.isEmpty { return nil }
    // A name alone is one of this machine, whoever it is.
    guard text.contains("@") else { return submission.sender }
    guard submission.isOwn(text), let mailbox = try? Mailbox(text) else {
      throw Failure(
        .refused,
        "-f \(text.sanitised): this is no address of your certificate, and no node takes mail from it; yours: "
          + submission.node.emails.joined(separator: ", ").sanitised)
    }
    return mailbox
  }

  /// All to whom the message goes. Where one of them is nobody, nobody gets it: who is told so can mend it and send again.
  private func recipients(_ mail: OutgoingMail, _ submission: MailSubmission) throws -> [MailSubmission.Recipient] {
    var words: [String] = []
    for argument in arguments.recipients { words += try SendmailList.words(Array(argument.utf8), "recipient") }
    if arguments.readsRecipients {
      let isResent = ["resent-to", "resent-cc", "resent-bcc"].contains { !mail.fields($0).isEmpty }
      for name in ["to", "cc", "bcc"] {
        for field in mail.fields(isResent ? "resent-" + name : name) {
          words += try SendmailList.words(field.unfolded, field.name)
        }
      }
    }
    guard !words.isEmpty else { throw Failure(.usage, "to whom? The header has no To, Cc or Bcc") }
    return try words.map(submission.recipient)
  }
}
