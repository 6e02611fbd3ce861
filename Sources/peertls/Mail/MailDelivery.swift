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
  /// After how long no further message is begun, in seconds, so that whoever takes them slowly does so in turns. The one
  /// that is under way has SMTPWire's limits.
  static let turnSeconds: UInt64 = 30 * 60

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
  /// Throws where a message that has gone could not be removed: it would be sent again.
  func deliver(_ names: [String], to contact: Contact) throws(SystemError) -> Delivery.Outcome {
    try queue.proveRemoval()
    var rest = names[...]
    var outcome = Delivery.Outcome.delivered
    let end = Clock.monotonic + MailDelivery.turnSeconds * 1_000_000
    var isUp = true
    // A connection can end properly amid the messages, where one of them could not be offered whole.
    while isUp, Clock.monotonic < end, let first = next(&rest) {
      let client: SMTPClient
      do throws(CallFailure) { client = try greet(contact) } catch {
        return postponeAll(first, &rest, contact, error).orWorse(outcome)
      }
      outcome = try outcome.orWorse(converse(client, first, &rest, contact, &isUp, until: end))
    }
    return isUp && !rest.isEmpty ? outcome.orWorse(.waiting("it takes long: the other messages wait")) : outcome
  }

  private func greet(_ contact: Contact) throws(CallFailure) -> SMTPClient {
    try SMTPClient(
      try caller.call(
        contact, for: MailDelivery.service, protocolName: protocolName, milliseconds: Delivery.patience))
  }

  /// Sends over one connection what can be sent over it, a taken message first.
  private func converse(
    _ client: consuming SMTPClient, _ first: consuming TakenMail, _ rest: inout ArraySlice<String>, _ contact: Contact,
    _ isUp: inout Bool, until end: UInt64
  ) throws(SystemError) -> Delivery.Outcome {
    var outcome = try settle(first, &client, &isUp)
    while isUp && client.isUsable && Clock.monotonic < end {
      guard let mail = next(&rest) else { break }
      outcome = try outcome.orWorse(settle(mail, &client, &isUp))
    }
    if isUp { client.quit() }
    // What broke the connection off has its own note; the others are not to wait as long.
    note(isUp ? nil : settlement.brokenOff(try? queue.attempt(ofContact: contact.name), outcome.reason), of: contact)
    return outcome
  }

  /// Sends a message and does what follows from its fate. `isUp` becomes false where the connection broke.
  private func settle(
    _ mail: consuming TakenMail, _ client: inout SMTPClient, _ isUp: inout Bool
  ) throws(SystemError) -> Delivery.Outcome {
    let fate: SMTPClient.Fate
    do throws(CallFailure) { fate = try offer(mail, &client) } catch {
      isUp = false
      return settlement.postpone(mail, queue, error.text, nil).orWorse(Delivery.Outcome(error))
    }
    switch fate {
    case .gone:
      try remove(mail)
      return .delivered
    case .later(let reply): return settlement.postpone(mail, queue, shown(reply), reply)
    case .refused(let reply): return settlement.fail(mail, queue, shown(reply), reply)
    case .impossible(let reason): return settlement.fail(mail, queue, reason, nil)
    }
  }

  private func offer(
    _ mail: borrowing TakenMail, _ client: inout SMTPClient
  ) throws(CallFailure) -> SMTPClient.Fate {
    guard let envelope = mail.envelope else { return .impossible(MailSettlement.noMessage) }
    guard mail.length <= MailQueue.maximumMessageBytes else {
      return .impossible("5.3.4 the message has more than \(MailQueue.maximumMessageBytes >> 20) MiB")
    }
    let message: [UInt8]
    do throws(SystemError) { message = try mail.message() } catch {
      throw CallFailure(.inputOutput, "\(error)")
    }
    var from = MailCommand(sender: envelope.sender)
    from.body = envelope.body == .eightBit ? .eightBitMIME : nil
    from.isUTF8 = envelope.needsUTF8
    return try client.send(message, from, to: RcptCommand(envelope.recipient))
  }

  /// What has gone is removed; where that fails it is noted, so that it is at least not sent again at every run.
  private func remove(_ mail: consuming TakenMail) throws(SystemError) {
    let name = mail.name
    do throws(SystemError) { try mail.remove(queue) } catch {
      let attempt = settlement.attempt(after: try? queue.attempt(of: name), "it has gone; \(error)", nil)
      try? queue.setAttempt(attempt, of: name)
      throw error
    }
  }

  /// The contact could not be called.
  private func postponeAll(
    _ first: consuming TakenMail, _ rest: inout ArraySlice<String>, _ contact: Contact, _ failure: CallFailure
  ) -> Delivery.Outcome {
    var outcome = Delivery.Outcome(failure)
    // What is wrong here is mended here, and then all is to go at once.
    if case .configuration = outcome { return outcome }
    note(settlement.attempt(after: try? queue.attempt(ofContact: contact.name), failure.text, nil), of: contact)
    if let worse = settlement.wait(first, queue, failure.text) { outcome = outcome.orWorse(worse) }
    while let mail = next(&rest) {
      if let worse = settlement.wait(mail, queue, failure.text) { outcome = outcome.orWorse(worse) }
    }
    return outcome
  }

  private func note(_ attempt: Attempt?, of contact: Contact) {
    do throws(SystemError) { try queue.setAttempt(attempt, ofContact: contact.name) } catch {
      Terminal.complain("\(contact.name): \(error)")
    }
  }

  /// The next message that can be taken; of one that cannot, that is said.
  private func next(_ rest: inout ArraySlice<String>) -> TakenMail? {
    while let name = rest.popFirst() {
      do throws(SystemError) { if let mail = try queue.take(name) { return mail } } catch {
        Terminal.complain("\(MailRow.identifier(name)): \(error)")
      }
    }
    return nil
  }
}
