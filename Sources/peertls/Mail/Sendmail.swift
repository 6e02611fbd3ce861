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
  private let arguments: SendmailArguments
  private let directory: String
  private let state = MailStateOption.given(nil)

  /// Whether a command line is one of sendmail's.
  static func isMeant(by name: String) -> Bool { name.hasSuffix("sendmail") }

  /// Does what the words behind the program's name ask for.
  static func run(_ words: [String]) throws {
    let arguments: SendmailArguments
    do throws(SendmailArguments.Problem) { arguments = try SendmailArguments(words) } catch {
      throw Failure(.usage, error.text.sanitised)
    }
    let directory = ConfigurationOption.given(arguments.directory).directory
    try Sendmail(arguments: arguments, directory: directory).run()
  }

  private init(arguments: SendmailArguments, directory: String) {
    (self.arguments, self.directory) = (arguments, directory)
  }

  private func run() throws {
    switch arguments.mode {
    case .nothing: break
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
    let submission = try MailSubmission(
      directory: directory, node: try Caller.demanded(directory: directory).demandedNames())
    var mail: OutgoingMail
    do throws(MIMEError) { mail = try OutgoingMail(message: Sendmail.withHeader(bytes)) } catch {
      throw Failure(.data, "\(error)")
    }
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
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try File.remainder(of: 0, limit: MailQueue.maximumMessageBytes, name: "standard input")
    } catch {
      throw error.code == EFBIG
        ? Failure(.data, "the message is too long: it has at most \(MailQueue.maximumMessageBytes >> 20) MiB")
        : Failure(.inputOutput, error.description)
    }
    if arguments.ignoresDots { return bytes }
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: 0x0a) ?? bytes.endIndex
      let line = bytes[start..<end]
      if line.elementsEqual([0x2e]) || line.elementsEqual([0x2e, 0x0d]) { return Array(bytes[..<start]) }
      start = min(end + 1, bytes.endIndex)
    }
    return bytes
  }

  /// A message that begins with its text gets an empty header before it, as sendmail has it: `echo hello | sendmail bob`.
  private static func withHeader(_ bytes: [UInt8]) -> [UInt8] {
    let line = bytes.prefix { $0 != 0x0a }
    let name = line.prefix { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: ":") }
    let isField = !name.isEmpty && line.dropFirst(name.count).first == UInt8(ascii: ":")
    if isField || line.starts(with: Array("From ".utf8)) { return bytes }
    return Array("X-Mailer: peertls-sendmail\n\n".utf8)
      + (line.isEmpty || line.elementsEqual([0x0d]) ? Array(bytes.dropFirst(line.count + 1)) : bytes)
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
    for argument in arguments.recipients { words += try Sendmail.addresses(Array(argument.utf8), "recipient") }
    if arguments.readsRecipients {
      let isResent = ["resent-to", "resent-cc", "resent-bcc"].contains { !mail.fields($0).isEmpty }
      for name in ["to", "cc", "bcc"] {
        for field in mail.fields(isResent ? "resent-" + name : name) {
          words += try Sendmail.addresses(field.unfolded, field.name)
        }
      }
    }
    guard !words.isEmpty else { throw Failure(.usage, "to whom? The header has no To, Cc or Bcc") }
    return try words.map(submission.recipient)
  }

  /// The addresses of a list, or the names where there is no @.
  private static func addresses(_ text: [UInt8], _ what: String) throws -> [String] {
    if let list = MailAddress.list(text) { return list.map(\.address) }
    guard let names = String(validating: text, as: UTF8.self) else { throw Failure(.data, "\(what) is not UTF-8") }
    return try names.split(separator: ",").map { part in
      let part = part.trimmingBlanks
      if let list = MailAddress.list(Array(part.utf8)), list.count == 1 { return list[0].address }
      guard !part.isEmpty, !part.contains(where: { " \t<>\"()@".contains($0) }) else {
        throw Failure(.data, "\(what): \"\(part.sanitised)\" is no e-mail address")
      }
      return part
    }
  }
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    var part = self.drop(while: isBlank)
    while let last = part.last, isBlank(last) { part.removeLast() }
    return String(part)
  }
}
