import ArgumentParser
import Glibc
import Introduction
import MailQueue
import Processes

/// One pass over the queue: each contact for whom mail is due is called, several at once.
struct MailRun {
  /// The most contacts that are called at once.
  static let maximumCalls = 8

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

  /// The worst outcome of all.
  func run(_ whom: Whom) throws -> Int32 {
    guard let queue = try state.existingQueue() else { return 0 }
    try queue.sweep()
    let due = try due(whom, queue)
    let settlement = MailSettlement(patience: patience, reports: try reports())
    try settlement.reports.tellAll(queue)
    var worst: Int32 = 0
    // A process for each, so that one who is slow holds up nobody else.
    if due.count > 1 {
      worst = try callEach(due.map(\.contact), whom)
    } else if let only = due.first {
      worst = try deliver(only, queue, settlement)
    }
    return worst
  }

  /// Of the contacts' messages those that are to be tried now.
  private func due(_ whom: Whom, _ queue: borrowing MailQueue) throws -> [(contact: String, names: [String])] {
    var places: [String: Int] = [:]
    var found: [(contact: String, names: [String])] = []
    let now = Clock.unixSeconds
    for name in try queue.names(in: .waiting) {
      guard let (envelope, _) = try queue.look(at: name, in: .waiting) else {
        try discard(name, queue)
        continue
      }
      let contact = envelope.contact
      guard whom.contacts.isEmpty || whom.contacts.contains(contact) else { continue }
      // Who is asked for by name is called, although a call was in vain a short while ago.
      let attempts = [
        whom.isAll ? nil : try queue.attempt(of: name),
        whom.isAll || !whom.contacts.isEmpty ? nil : try queue.attempt(ofContact: contact),
      ]
      if attempts.contains(where: { ($0?.next ?? 0) > now }) { continue }
      if let place = places[contact] {
        found[place].names.append(name)
      } else {
        places[contact] = found.count
        found.append((contact, [name]))
      }
    }
    return found
  }

  /// What lies in the queue and is no message fails, where no other process has it.
  private func discard(_ name: String, _ queue: borrowing MailQueue) throws {
    guard let mail = try queue.take(name), mail.envelope == nil else { return }
    let settlement = MailSettlement(patience: patience, reports: MailReports(stateDirectory: "", names: []))
    _ = try settlement.fail(mail, queue, "5.6.0 the file in the queue is no message", nil)
    Terminal.complain("\(state.queueDirectory)/failed/\(name): this is no queued message")
  }

  private func deliver(
    _ due: (contact: String, names: [String]), _ queue: consuming MailQueue, _ settlement: MailSettlement
  ) throws -> Int32 {
    let contact: Contact
    do { contact = try self.contact(due, queue) } catch {
      for name in due.names {
        guard let mail = try queue.take(name) else { continue }
        _ = try settlement.wait(mail, queue, "\(error)")
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

  /// Runs this program for each contact, several at once; the worst of their exit codes.
  private func callEach(_ contacts: [String], _ whom: Whom) throws -> Int32 {
    let signals = try Signals([SIGCHLD])
    let null = try File.open("/dev/null", O_RDWR)
    var (rest, running, worst) = (contacts[...], Set<pid_t>(), Int32(0))
    while !rest.isEmpty || !running.isEmpty {
      while running.count < MailRun.maximumCalls, let contact = rest.popFirst() {
        var program = try OwnProgram.make(arguments(for: [contact], whom))
        program.descriptors = [null.number, null.number, 2]
        program.parentDeathSignal = SIGTERM
        running.insert(try program.spawn())
      }
      var list = WaitingList()
      list.add(signals.descriptor.number, .read)
      list.wait(milliseconds: -1)
      while signals.next() != nil {}
      while let exit = Children.nextExit() {
        guard running.remove(exit.pid) != nil else { continue }
        worst = MailRun.worse(worst, exit.code ?? Failure.Code.temporary.rawValue)
      }
    }
    return worst
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
