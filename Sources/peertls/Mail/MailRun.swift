import Introduction
import MailQueue
import Processes

/// One pass over the queue: each contact for whom mail is due is called.
struct MailRun {
  /// Whose mail is to go.
  struct Whom {
    /// These contacts'; everybody's where there are none.
    var contacts: [String] = []
    /// Also what was tried a short while ago.
    var isAll = false
  }

  let directory: String
  let state: MailStateOption
  let patience: MailPatience
  let asksForProtocol: Bool

  /// The worst outcome of all. Whoever is named is a contact, or was one; see MailNames.
  func run(_ whom: Whom) throws -> Int32 {
    guard let queue = try state.existingQueue() else { return 0 }
    try queue.sweep()
    if whom.contacts.isEmpty { SentNotes.sweep(stateDirectory: state.directory) }
    let settlement = MailSettlement(patience: patience, reports: try reports())
    try settlement.reports.tellAll(queue)
    guard whom.contacts.count == 1 else { return try MailCalls(self, whom).all(queue) }
    let due = try MailDue(of: whom, queue, patience, directory: state.queueDirectory)
    let code = due.isWhole ? 0 : Failure.Code.inputOutput.rawValue
    guard let only = due.contacts.first else { return code }
    return MailRun.worse(code, try deliver(only, queue, settlement))
  }

  private func deliver(
    _ due: (contact: String, names: [String]), _ queue: consuming MailQueue, _ settlement: MailSettlement
  ) throws -> Int32 {
    let contact: Contact
    do { contact = try self.contact(due, queue) } catch {
      for name in due.names {
        guard let mail = try queue.take(name) else { continue }
        _ = settlement.wait(mail, queue, "\(error)")
      }
      Terminal.complain("\(error)")
      return Failure.Code.configuration.rawValue
    }
    do throws(CallFailure) {
      let delivery = try MailDelivery(
        directory: directory, queue: queue, settlement: settlement, asksForProtocol: asksForProtocol)
      let outcome = try CallFailure.attempt(.inputOutput) { () throws(SystemError) in
        try delivery.deliver(due.names, to: contact)
      }
      if let reason = outcome.reason { Terminal.complain("\(contact.name): \(reason)") }
      return outcome.code
    } catch {
      throw Failure(error)
    }
  }

  /// The contact of that name, or where there is none any more, whoever has the address now.
  private func contact(
    _ due: (contact: String, names: [String]), _ queue: borrowing MailQueue
  ) throws -> Contact {
    do { return try Contact(named: due.contact, directory: directory) } catch {
      guard let name = due.names.first, let (envelope, _) = try queue.look(at: name, in: .waiting),
        let entry = try MailContacts(directory: directory).entry(for: envelope.recipient)
      else { throw error }
      return entry.contact
    }
  }

  private func reports() throws -> MailReports {
    MailReports(
      stateDirectory: state.directory, names: try Caller.demanded(directory: directory).demandedNames().emails)
  }

  /// What runs this program for contacts.
  func arguments(for contacts: [String], _ whom: Whom = Whom()) -> [String] {
    var arguments = ["queue", whom.isAll ? "--flush" : "--run", "--config", directory] + state.arguments
    arguments += ["--give-up-after", "\(patience.lifetime)s"]
    if let warning = patience.warning { arguments += ["--warn-after", "\(warning)s"] }
    if !asksForProtocol { arguments.append("--no-alpn") }
    return arguments + ["--"] + contacts
  }

  /// The worse of two exit codes.
  static func worse(_ one: Int32, _ other: Int32) -> Int32 {
    let order: [Int32] = [0, 75, 69, 77]
    func weight(_ code: Int32) -> Int { order.firstIndex(of: code) ?? order.count }
    return weight(other) > weight(one) ? other : one
  }
}
