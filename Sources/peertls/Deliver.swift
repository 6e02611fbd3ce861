import ArgumentParser
import Conversations
import Processes

/// Delivers what waits.
struct Deliver: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Call those for whom messages wait, and deliver them.",
    discussion: """
      WHO is a contact; without it, all for whom something waits are called, one after the other. Who could not be reached \
      is left alone for a minute, then for two, up to six hours. peertls-deliver.timer calls this regularly.

      Exit codes: 0 nothing waits any more; 64 usage; 66 no such contact; 69 a node refuses you or a message; 75 something \
      still waits; 77 whoever answers is not that person; 78 the configuration is wrong. Of several the worst.
      """)

  @OptionGroup var config: ConfigurationOption
  @OptionGroup var state: StateOption

  @Argument(help: "A contact.")
  var who: String?

  @Flag(help: "Stay connected, and connect again; for somebody who wants to be reachable by WHO.")
  var stay = false

  @Flag(help: "Call also who is to be left alone for a while.")
  var now = false

  @Flag(
    name: .customLong("no-alpn"),
    help: "Ask for no protocol: for an ordinary SIP client that knows no ALPN.")
  var noALPN = false

  func validate() throws {
    if stay && who == nil { throw ValidationError("with whom? --stay needs WHO") }
  }

  func run() throws {
    let outcome = try who.map(deliver(to:)) ?? deliverAll()
    if outcome.code != 0 { throw ExitCode(outcome.code) }
  }

  private func deliver(to who: String) throws -> Delivery.Outcome {
    let contact = try Contact(named: who, directory: config.directory)
    let store = try state.store()
    let name = try Correspondents(directory: config.directory).conversation(of: contact, in: store)
    let conversation = try store.conversation(making: name)
    if stay { return try stay(contact, conversation, store) }
    guard try isWaiting(conversation) else { return .delivered }
    return try attempt(contact, conversation, store, delivery())
  }

  private func deliverAll() throws -> Delivery.Outcome {
    guard let store = try state.existingStore() else { return .delivered }
    var names: [String] = []
    for name in try store.names() {
      if let conversation = try store.conversation(named: name), try isWaiting(conversation) { names.append(name) }
    }
    guard !names.isEmpty else { return .delivered }
    let delivery = try delivery()
    let (contacts, problems) = try Correspondents(directory: config.directory).byConversation(in: store)
    for problem in problems { Terminal.complain(problem.description) }
    var worst = Delivery.Outcome.delivered
    for name in names {
      guard let conversation = try store.conversation(named: name) else { continue }
      let outcome =
        try contacts[name].map { try attempt($0, conversation, store, delivery) } ?? nobody(conversation)
      if outcome.weight > worst.weight { worst = outcome }
    }
    return worst
  }

  /// Whether something is to be delivered; not where a connection is up, which sees to it.
  private func isWaiting(_ conversation: borrowing Conversation) throws -> Bool {
    try !conversation.isLive && !conversation.names(in: .out).isEmpty
  }

  private func attempt(
    _ contact: Contact, _ conversation: borrowing Conversation, _ store: borrowing ConversationStore,
    _ delivery: borrowing Delivery
  ) throws -> Delivery.Outcome {
    if !now, BackOff.rest(of: try conversation.retry()) > 0 {
      return .waiting("it is to be left alone")
    }
    let outcome = try delivery.deliver(to: contact, conversation, in: store, backOff: .patient)
    if let reason = outcome.reason { Terminal.complain("\(contact.name): \(reason)") }
    return outcome
  }

  private func nobody(_ conversation: borrowing Conversation) throws -> Delivery.Outcome {
    let key = try conversation.peer()?.peer.key ?? ""
    let reason =
      "\(conversation.name): no contact has this conversation; add a line to \(config.directory)/contacts: "
      + "NAME [ADDRESS]:PORT key=\(key.isEmpty ? ConversationStore.name(key: conversation.name) ?? "SHA256" : key)"
    Terminal.complain(reason)
    return .configuration(reason)
  }

  /// Keeps a connection up, and makes it again when it has ended; returns only where something is wrong here.
  private func stay(
    _ contact: Contact, _ conversation: borrowing Conversation, _ store: borrowing ConversationStore
  ) throws -> Delivery.Outcome {
    let delivery = try delivery()
    var isFirst = now
    while true {
      let rest = BackOff.rest(of: try conversation.retry())
      if !conversation.isLive && (isFirst || rest == 0) {
        isFirst = false
        let outcome = try delivery.deliver(to: contact, conversation, in: store, backOff: .eager)
        if let reason = outcome.reason { Terminal.complain("\(contact.name): \(reason)") }
        if case .configuration = outcome { return outcome }
      }
      // Also after a connection that ended well: whoever ends each at once is not called without a pause.
      var pause = WaitingList()
      pause.wait(milliseconds: Int(max(BackOff.eager.first, min(rest, BackOff.eager.longest))) * 1000)
    }
  }

  private func delivery() throws -> Delivery {
    do throws(CallFailure) {
      return try Delivery(
        directory: config.directory, stateDirectory: state.directory, stays: stay, asksForProtocol: !noALPN)
    } catch {
      throw Failure(error)
    }
  }
}
