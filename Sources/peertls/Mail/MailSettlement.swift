import Conversations
import Introduction
import MailQueue
import Processes
import SMTP

/// How long mail is tried for.
struct MailPatience {
  /// After which a message has failed, in seconds: five days, as Postfix has it (maximal_queue_lifetime).
  static let usualLifetime: Int64 = 5 * 86_400

  var lifetime = usualLifetime
  /// After which the sender is told that a message still waits; nil: never, as Postfix has it (delay_warning_time).
  var warning: Int64?
}

/// What becomes of messages that have not gone. What cannot be written down, as on a full disk, is said and holds up no other
/// message: the one stays as it is, and is tried again without delay.
struct MailSettlement {
  /// Why a file in the queue that is no message can never go.
  static let noMessage = "5.6.0 the file in the queue is no message"

  let patience: MailPatience
  let reports: MailReports

  /// What to note after one more try in vain. One that was not due yet, as whoever is impatient makes it, changes the reason
  /// and not the time of the next.
  func attempt(after before: Attempt?, _ reason: String, _ reply: Reply?) -> Attempt {
    let now = Clock.unixSeconds
    let retry =
      before.flatMap { $0.due(at: now) > now ? Retry(next: $0.next, tries: $0.tries) : nil }
      ?? BackOff.patient.next(after: before.map { Retry(next: $0.next, tries: $0.tries) }, now: now)
    return Attempt(
      next: retry.next, tries: retry.tries, reason: reason, reply: reply?.description ?? "",
      isTold: before?.isTold ?? false, waiting: before?.waiting)
  }

  /// What to note of a contact who was reached, and whose connection broke: the first call in vain, and no later than it
  /// was to be anyway.
  func brokenOff(_ before: Attempt?, _ reason: String?) -> Attempt {
    var attempt = attempt(after: nil, reason ?? "", nil)
    let now = Clock.unixSeconds
    if let due = before?.due(at: now), due > now { attempt.next = min(attempt.next, due) }
    return attempt
  }

  /// A message was tried and is to be tried again; not where it has become too old.
  func postpone(
    _ mail: consuming TakenMail, _ queue: borrowing MailQueue, _ reason: String, _ reply: Reply?
  ) -> Delivery.Outcome {
    let name = mail.name
    do throws(SystemError) {
      try mail.note(attempt(after: try queue.attempt(of: name), reason, reply), queue)
      return try waiting(mail, queue, reason, reply) ?? .waiting(reason)
    } catch {
      return unwritten(name, error)
    }
  }

  /// A message waits on. What else than that is to be said: that it has become too old, and failed.
  func wait(_ mail: consuming TakenMail, _ queue: borrowing MailQueue, _ reason: String) -> Delivery.Outcome? {
    let name = mail.name
    do throws(SystemError) { return try waiting(mail, queue, reason, nil) } catch { return unwritten(name, error) }
  }

  /// A message will never go.
  func fail(
    _ mail: consuming TakenMail, _ queue: borrowing MailQueue, _ reason: String, _ reply: Reply?
  ) -> Delivery.Outcome {
    let name = mail.name
    do throws(SystemError) { return try failed(mail, queue, reason, reply) } catch { return unwritten(name, error) }
  }

  private func waiting(
    _ mail: consuming TakenMail, _ queue: borrowing MailQueue, _ reason: String, _ reply: Reply?
  ) throws(SystemError) -> Delivery.Outcome? {
    let now = Clock.unixSeconds
    let before = try queue.attempt(of: mail.name)
    let last = before?.waiting ?? Waiting(since: mail.queued)
    let waiting = last.at(now)
    guard waiting.seconds <= patience.lifetime else {
      return try failed(
        mail, queue, "4.4.7 it could not be sent in \(MailSettlement.text(patience.lifetime)): \(reason)", reply)
    }
    var attempt = before ?? Attempt(next: 0, tries: 0, reason: reason, reply: reply?.description ?? "")
    let isLate = patience.warning.map { waiting.seconds > $0 } ?? false
    guard (isLate && !attempt.isTold) || last.isNews(at: now) else { return nil }
    if isLate && !attempt.isTold {
      attempt.isTold = try reports.warn(of: mail, attempt, queue, until: now + patience.lifetime - waiting.seconds)
    }
    attempt.waiting = waiting
    try mail.note(attempt, queue)
    return nil
  }

  private func failed(
    _ mail: consuming TakenMail, _ queue: borrowing MailQueue, _ reason: String, _ reply: Reply?
  ) throws(SystemError) -> Delivery.Outcome {
    let name = mail.name
    let tries = (try queue.attempt(of: name)?.tries ?? 0) + 1
    try mail.fail(
      Attempt(next: Clock.unixSeconds, tries: tries, reason: reason, reply: reply?.description ?? ""), queue)
    try reports.tell(of: name, queue)
    return .refused(reason)
  }

  private func unwritten(_ name: String, _ error: SystemError) -> Delivery.Outcome {
    Terminal.complain("\(MailRow.identifier(name)): \(error)")
    return .waiting("\(error)")
  }

  /// `5 days`, or as many seconds, minutes or hours as it is.
  private static func text(_ seconds: Int64) -> String {
    let units: [(length: Int64, name: String)] = [(86_400, "day"), (3600, "hour"), (60, "minute")]
    let unit = units.first { seconds >= $0.length && seconds % $0.length == 0 } ?? (1, "second")
    let count = seconds / unit.length
    return "\(count) \(unit.name)\(count == 1 ? "" : "s")"
  }
}
