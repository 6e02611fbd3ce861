import MIME
import MailQueue
import Processes
import SMTP

/// Tells the person of mail that failed: by a message in their own Maildir, which is made where there is none. What failed
/// stays in the queue's failed/ as well, where `peertls queue` shows it.
struct MailReports {
  /// How long a failed message of which the person was told is kept, in seconds: a week.
  static let keptSeconds: Int64 = 7 * 86_400

  /// The directory of the mail.
  let stateDirectory: String
  /// The node's own addresses, the first of which gets the messages.
  let names: [String]

  /// Tells of a failed message, if that can be and was not done; where it cannot be written, that is said.
  func tell(of name: String, _ queue: borrowing MailQueue) throws(SystemError) {
    guard let mail = try queue.take(name, in: .failed), var attempt = try queue.attempt(of: name), !attempt.isTold
    else { return }
    guard let envelope = mail.envelope, envelope.sender != nil, envelope.reportsFailure else { return }
    let report = MailReport(
      kind: .failed, envelope: envelope, attempt: attempt, queued: mail.queued, message: try? mail.message())
    guard try keep(report, of: name) else { return }
    attempt.isTold = true
    try mail.note(attempt, queue)
  }

  /// Tells of a message that still waits; false where that cannot be.
  func warn(
    of mail: borrowing TakenMail, _ attempt: Attempt, _ queue: borrowing MailQueue, until: Int64
  ) throws(SystemError) -> Bool {
    guard let envelope = mail.envelope, envelope.sender != nil, envelope.reportsFailure else { return false }
    return try keep(
      MailReport(
        kind: .delayed(until: until), envelope: envelope, attempt: attempt, queued: mail.queued,
        message: try? mail.message()),
      of: mail.name)
  }

  /// Tells of all that failed and were not told of, and removes those that were told of long ago.
  func tellAll(_ queue: borrowing MailQueue, now: Int64 = Clock.unixSeconds) throws(SystemError) {
    for name in try queue.names(in: .failed) {
      // One that cannot be read or told of holds up none of the others.
      do throws(SystemError) { try settle(name, queue, now) } catch {
        Terminal.complain("\(MailRow.identifier(name)): \(error)")
      }
    }
  }

  private func settle(_ name: String, _ queue: borrowing MailQueue, _ now: Int64) throws(SystemError) {
    guard var attempt = try queue.attempt(of: name), attempt.isTold else { return try tell(of: name, queue) }
    guard attempt.next < now - MailReports.keptSeconds || attempt.next > now,
      let mail = try queue.take(name, in: .failed)
    else { return }
    if attempt.next < now { return try mail.remove(queue) }
    // It failed by a clock that was ahead, and is to stay no longer for that.
    attempt.next = now
    try mail.note(attempt, queue)
  }

  private func keep(_ report: MailReport, of name: String) throws(SystemError) -> Bool {
    guard let address = names.first, let mailbox = try? Mailbox(address) else { return false }
    do throws(SystemError) {
      let message = report.message(from: address, at: Clock.unixSeconds)
      // Whoever is killed before it is noted says the same again.
      let identity = "report \(report.kind == .failed ? "failed" : "delayed") \(name)"
      try OwnMaildir(stateDirectory: stateDirectory).keep(message, from: nil, to: mailbox, identity: identity)
      return true
    } catch {
      Terminal.complain("\(stateDirectory): \(error)")
      return false
    }
  }
}
