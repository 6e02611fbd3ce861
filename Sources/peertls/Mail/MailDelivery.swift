import Configuration
import Introduction
import MailQueue
import Processes
import SMTP
import SafeText

/// Calls contacts, and gives them the mail that waits for them.
struct MailDelivery: ~Copyable {
  /// The handler's name.
  static let service = "smtp"

  private let caller: Caller
  private let queue: MailQueue
  private let settlement: MailSettlement
  /// What to speak, by ALPN; nil for a server that knows none.
  private let protocolName: String?

  /// With the certificate of a configuration directory.
  init(
    directory: String, queue: consuming MailQueue, settlement: MailSettlement, asksForProtocol: Bool
  ) throws(CallFailure) {
    let caller = try Caller(directory: directory)
    let file = try HandlerFile.named(MailDelivery.service, directory: directory)
    protocolName = asksForProtocol ? file?.alpn.first ?? SMTPClient.protocolName : nil
    self.settlement = settlement
    self.caller = caller
    self.queue = queue
  }

  /// Gives a contact those of these messages that no other process is sending. Where there are none, nobody is called.
  func deliver(_ names: [String], to contact: Contact) throws(SystemError) -> Delivery.Outcome {
    var rest = names[...]
    var outcome = Delivery.Outcome.delivered
    var isUp = true
    // A connection can end properly amid the messages, where one of them could not be offered whole.
    while isUp, let first = try next(&rest) {
      let client: SMTPClient
      do throws(CallFailure) { client = try greet(contact) } catch {
        return try postponeAll(first, &rest, contact, error).orWorse(outcome)
      }
      outcome = try outcome.orWorse(converse(client, first, &rest, contact, &isUp))
    }
    return outcome
  }

  private func greet(_ contact: Contact) throws(CallFailure) -> SMTPClient {
    try SMTPClient(
      try caller.call(
        contact, for: MailDelivery.service, protocolName: protocolName, milliseconds: Delivery.patience))
  }

  /// Sends over one connection what can be sent over it, a taken message first.
  private func converse(
    _ client: consuming SMTPClient, _ first: consuming TakenMail, _ rest: inout ArraySlice<String>, _ contact: Contact,
    _ isUp: inout Bool
  ) throws(SystemError) -> Delivery.Outcome {
    var outcome = try settle(first, &client, &isUp)
    while isUp && client.isUsable {
      guard let mail = try next(&rest) else { break }
      outcome = try outcome.orWorse(settle(mail, &client, &isUp))
    }
    if isUp { client.quit() }
    // What broke the connection off has its own note; the others are not to wait as long.
    try queue.setAttempt(
      isUp ? nil : settlement.attempt(after: nil, outcome.reason ?? "", nil), ofContact: contact.name)
    return outcome
  }

  /// Sends a message and does what follows from its fate. `isUp` becomes false where the connection broke.
  private func settle(
    _ mail: consuming TakenMail, _ client: inout SMTPClient, _ isUp: inout Bool
  ) throws(SystemError) -> Delivery.Outcome {
    guard let envelope = mail.envelope else {
      return try settlement.fail(mail, queue, "5.6.0 the file in the queue is no message", nil)
    }
    var from = MailCommand(sender: envelope.sender)
    from.body = envelope.body == .eightBit ? .eightBitMIME : nil
    from.isUTF8 = envelope.needsUTF8
    let message = try mail.message()
    let fate: SMTPClient.Fate
    do throws(CallFailure) { fate = try client.send(message, from, to: RcptCommand(envelope.recipient)) } catch {
      isUp = false
      return try settlement.postpone(mail, queue, error.text, nil).orWorse(Delivery.Outcome(error))
    }
    switch fate {
    case .gone:
      try mail.remove(queue)
      return .delivered
    case .later(let reply): return try settlement.postpone(mail, queue, shown(reply), reply)
    case .refused(let reply): return try settlement.fail(mail, queue, shown(reply), reply)
    case .impossible(let reason): return try settlement.fail(mail, queue, reason, nil)
    }
  }

  /// The contact could not be called.
  private func postponeAll(
    _ first: consuming TakenMail, _ rest: inout ArraySlice<String>, _ contact: Contact, _ failure: CallFailure
  ) throws(SystemError) -> Delivery.Outcome {
    var outcome = Delivery.Outcome(failure)
    // What is wrong here is mended here, and then all is to go at once.
    if case .configuration = outcome { return outcome }
    let before = try queue.attempt(ofContact: contact.name)
    try queue.setAttempt(settlement.attempt(after: before, failure.text, nil), ofContact: contact.name)
    if let worse = try settlement.wait(first, queue, failure.text) { outcome = outcome.orWorse(worse) }
    while let mail = try next(&rest) {
      if let worse = try settlement.wait(mail, queue, failure.text) { outcome = outcome.orWorse(worse) }
    }
    return outcome
  }

  /// The next message that can be taken.
  private func next(_ rest: inout ArraySlice<String>) throws(SystemError) -> TakenMail? {
    while let name = rest.popFirst() { if let mail = try queue.take(name) { return mail } }
    return nil
  }
}
