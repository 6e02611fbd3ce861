import Digests
import Glibc
import Journal
import Maildir
import Processes
import SMTP
import Spool

/// What became of a message that was handed on.
struct DeliveryOutcome {
  /// Who has it.
  var delivered: [Envelope.Recipient]
  /// Why the others have not; nil where all have.
  var refusal: Refusal?
  /// What the owner should know of it, and the peer need not.
  var note: String?
}

/// Where messages go, and which have come before.
struct Depot: ~Copyable {
  /// The directory of what was sent, whose notifications are awaited: empty files named by the SHA-256 of a Message-ID with
  /// its angle brackets, in hexadecimal.
  static let sentName = ".sent"

  private let spool: Spool
  private let seen: SeenMessages
  private let sent: Directory
  private let maildir: Maildir?
  private let destination: Options.Destination
  /// Readable when this program is to end.
  private let interrupt: Int32

  /// In a state directory. `interrupt` is a descriptor that becomes readable when this program is to end.
  init(_ stateDirectory: String, _ destination: Options.Destination, interrupt: Int32) throws(SystemError) {
    let spool = try Spool(Directory(stateDirectory))
    let seen = try SeenMessages(in: spool)
    let sent = try spool.makeDirectory(Depot.sentName, in: spool.directory)
    if case .maildir(let path) = destination { maildir = try Maildir(path, in: spool) } else { maildir = nil }
    self.spool = spool
    self.seen = seen
    self.sent = sent
    self.destination = destination
    self.interrupt = interrupt
  }

  /// Text is kept with the line ends of the system, as mail programs want it; an LMTP server gets what came.
  var linesEndWithLF: Bool { if case .lmtp = destination { false } else { true } }

  /// Begins a message.
  func file() throws(SystemError) -> DurableFile {
    switch maildir {
    case .some(let maildir): try maildir.file()
    case .none: try spool.file()
    }
  }

  /// Delivers a message; false where it has come before. When it returns, yes may be said.
  func deliver(
    _ message: consuming DurableFile, _ identity: String, _ envelope: Envelope, _ diary: inout Diary
  ) throws(Refusal) -> Bool {
    let outcome: Result<Bool, Refusal>
    do throws(SystemError) { outcome = try hand(message, identity, envelope, &diary) } catch {
      diary.write(error.code == EAGAIN ? .warning : .error, "\(error)")
      throw Depot.refusal(error)
    }
    return try outcome.get()
  }

  private func hand(
    _ message: consuming DurableFile, _ identity: String, _ envelope: Envelope, _ diary: inout Diary
  ) throws(SystemError) -> Result<Bool, Refusal> {
    switch maildir {
    case .some(let maildir): return .success(try maildir.deliver(message, identity, unlessSeen: seen))
    case .none:
      let file = try message.duplicate()
      return try pass(file, identity, envelope, &diary)
    }
  }

  /// By how many digits of a message's identity others wait that are handed on: that can take minutes.
  private static let turnDigits = 3

  /// Hands a message to another program, for each recipient who does not have it yet.
  private func pass(
    _ file: borrowing Descriptor, _ identity: String, _ envelope: Envelope, _ diary: inout Diary
  ) throws(SystemError) -> Result<Bool, Refusal> {
    let turn = try seen.turn(identity, digits: Depot.turnDigits, interrupt: interrupt)
    defer { withExtendedLifetime(turn) {} }
    var rest = envelope
    rest.recipients = []
    for recipient in envelope.recipients where try !seen.has(Depot.identity(identity, recipient)) {
      if rest.recipients.contains(where: { $0.mailbox.isSame(as: recipient.mailbox) }) { continue }
      rest.recipients.append(recipient)
    }
    if rest.recipients.isEmpty { return .success(false) }
    let outcome =
      if case .lmtp(let path) = destination {
        LMTPDelivery(path: path, file: file.number, envelope: rest, interrupt: interrupt).deliver()
      } else if case .program(let path) = destination {
        ProgramDelivery(path: path, file: file.number, envelope: rest, interrupt: interrupt).deliver()
      } else {
        preconditionFailure("a Maildir is delivered to by this program itself")
      }
    if let note = outcome.note { diary.write(.error, note) }
    // They have it, whatever becomes of this connection. What cannot be noted may come twice, and never not at all.
    for recipient in outcome.delivered { try? seen.note(Depot.identity(identity, recipient)) }
    return outcome.refusal.map { .failure($0) } ?? .success(true)
  }

  /// Whether a message of this identifier went from here, as who sent it has noted.
  func hasSent(_ identifier: String) -> Bool {
    (try? sent.entry(Depot.name(SHA256.digest(Array(identifier.utf8))))).flatMap { $0 } != nil
  }

  /// What a peer is told when a message cannot be kept: nothing of it is.
  static func refusal(_ error: SystemError) -> Refusal {
    switch error.storageFailure {
    case .noSpace: Refusal(452, EnhancedStatus(4, 3, 1), "no space left")
    case .other(EAGAIN): Refusal(451, EnhancedStatus(4, 3, 2), "busy")
    default: Refusal(451, EnhancedStatus(4, 3, 0), "cannot be kept now")
    }
  }

  private static func identity(_ message: String, _ recipient: Envelope.Recipient) -> String {
    name(SHA256.digest(Array(message.utf8) + [0] + Array(recipient.mailbox.normal.utf8)))
  }

  static func name(_ digest: [UInt8]) -> String {
    digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
