import MailQueue
import Processes
import Spool

/// What of the queue is to be tried now.
struct MailDue {
  /// The contacts, and the names of their messages; whoever's message is the oldest comes first.
  private(set) var contacts: [(contact: String, names: [String])] = []
  /// When the first of the others is due, in seconds since 1970; nil where there is none.
  private(set) var next: Int64?
  /// Whether all of the queue could be read; what could not was said.
  private(set) var isWhole = true

  private let patience: MailPatience
  private let now = Clock.unixSeconds

  /// Looks through the queue, which is in `directory`. What is no message fails.
  init(
    of whom: MailRun.Whom, _ queue: borrowing MailQueue, _ patience: MailPatience, directory: String
  ) throws(SystemError) {
    self.patience = patience
    for name in try queue.names(in: .waiting) {
      do throws(SystemError) {
        if let (envelope, _) = try queue.look(at: name, in: .waiting) {
          try add(name, envelope.contact, whom, queue)
        } else if try MailDue.discard(name, queue) {
          Terminal.complain("\(directory)/failed/\(name): this is no queued message")
        }
      } catch {
        // One that cannot be read holds up none of the others.
        Terminal.complain("\(directory)/waiting/\(name): \(error)")
        isWhole = false
      }
    }
  }

  private mutating func add(
    _ name: String, _ contact: String, _ whom: MailRun.Whom, _ queue: borrowing MailQueue
  ) throws(SystemError) {
    guard whom.contacts.isEmpty || whom.contacts.contains(contact) else { return }
    let own = try queue.attempt(of: name)
    let queued = UniqueName.time(name).map { Int64($0 / 1_000_000) } ?? now
    let isOld = (own?.waiting ?? Waiting(since: queued)).at(now).seconds > patience.lifetime
    if !isOld, let later = try time(own, contact, whom, queue), later > now {
      next = min(next ?? later, later)
      return
    }
    if let place = contacts.firstIndex(where: { $0.contact == contact }) {
      contacts[place].names.append(name)
    } else {
      contacts.append((contact, [name]))
    }
  }

  /// When a message is to be tried, by what is known of it and of its contact; nil: at once.
  private func time(
    _ own: Attempt?, _ contact: String, _ whom: MailRun.Whom, _ queue: borrowing MailQueue
  ) throws(SystemError) -> Int64? {
    if whom.isAll { return nil }
    // Who is asked for by name is called, although a call was in vain a short while ago.
    let call = whom.contacts.isEmpty ? try queue.attempt(ofContact: contact)?.due(at: now) : nil
    return [own?.due(at: now), call].compactMap { $0 }.max()
  }

  /// Puts what is no message with the failed ones; false where another process has it, or it has gone.
  private static func discard(_ name: String, _ queue: borrowing MailQueue) throws(SystemError) -> Bool {
    if try queue.putAside(name) { return true }
    guard let mail = try queue.take(name), mail.envelope == nil else { return false }
    try mail.fail(Attempt(next: Clock.unixSeconds, tries: 1, reason: MailSettlement.noMessage), queue)
    return true
  }
}

extension Attempt {
  /// When the next try is due, in seconds since 1970. What is further away than any back-off was noted by a clock that was
  /// ahead, and means nothing.
  func due(at now: Int64) -> Int64 { next > now + BackOff.patient.longest ? now : next }
}
