import ArgumentParser
import CPIM
import Conversations
import Processes
import SafeText

/// Sends one message and tells its fate.
struct SendMessage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "message", abstract: "Send a person one message, and tell what became of it.",
    discussion: """
      The text is TEXT, or what standard input has. It is queued first; then it goes over the connection that is up, or \
      over a call of its own.

      Exit codes: 0 their node has stored it; 64 usage; 65 no UTF-8, or too long; 66 no such contact; 69 refused; \
      75 queued, peertls deliver tries again; 77 whoever answers is not that person; 78 the configuration is wrong.
      """)

  /// How long a live connection is watched before it is asked whether it is still up, in milliseconds.
  private static let interval = 2000

  @OptionGroup var config: ConfigurationOption
  @OptionGroup var state: StateOption

  @Argument(help: "A contact.")
  var who: String

  @Argument(help: "The words; without any, standard input is read.")
  var text: [String] = []

  @Option(
    help: ArgumentHelp("How long to wait for its fate; 0 only queues it.", valueName: "seconds"))
  var wait: Int = 60

  @Flag(
    name: .customLong("no-alpn"),
    help: "Ask for no protocol: for an ordinary SIP client that knows no ALPN.")
  var noALPN = false

  func validate() throws {
    if !(0...3600).contains(wait) { throw ValidationError("--wait: expected 0 to 3600 seconds") }
  }

  func run() throws {
    let contact = try Contact(named: who, directory: config.directory)
    let store = try state.store()
    let name = try Correspondents(directory: config.directory).conversation(of: contact, in: store)
    let text = try text.isEmpty ? MessageText.fromInput() : MessageText(words: text)
    let conversation = try store.conversation(making: name)
    var watch = try ConversationWatch()
    try watch.add(conversation, [.sent, .failed])
    let message = try conversation.put(text.message(at: Clock.unixMicroseconds))
    let deadline = Clock.monotonic + UInt64(wait) * 1_000_000
    try awaitLive(message, conversation, watch, until: deadline)
    var reason = "nobody has taken it in \(wait) s"
    var code = Failure.Code.temporary
    if Clock.monotonic < deadline, try fate(message, conversation) == .waiting {
      (code, reason) = try call(contact, conversation, store, until: deadline)
      // Another process may have the connection by now.
      try awaitLive(message, conversation, watch, until: deadline)
    }
    switch try fate(message, conversation) {
    case .sent: return
    case .failed(let why): throw Failure(.unavailable, "\(contact.name)'s node refused the message: \(why)")
    case .waiting where wait == 0: throw ExitCode(Failure.Code.temporary.rawValue)
    case .waiting: throw Failure(code, "\(reason); the message is queued, and peertls deliver tries again")
    }
  }

  private func call(
    _ contact: Contact, _ conversation: borrowing Conversation, _ store: borrowing ConversationStore,
    until deadline: UInt64
  ) throws -> (Failure.Code, String) {
    let delivery: Delivery
    do throws(CallFailure) {
      // What becomes of the message is said here.
      delivery = try Delivery(
        directory: config.directory, stateDirectory: state.directory, stays: false, asksForProtocol: !noALPN,
        leastPriority: 3)
    } catch {
      return (Failure(error).code, error.text)
    }
    let outcome = try delivery.deliver(to: contact, conversation, in: store, backOff: .patient, until: deadline)
    return (Failure.Code(rawValue: outcome.code) ?? .temporary, outcome.reason ?? "it was not taken")
  }

  /// Waits while a connection is up that sees to it.
  private func awaitLive(
    _ message: String, _ conversation: borrowing Conversation, _ watch: borrowing ConversationWatch,
    until deadline: UInt64
  ) throws {
    while conversation.isLive, try fate(message, conversation) == .waiting {
      let now = Clock.monotonic
      guard now < deadline else { return }
      var list = WaitingList()
      list.add(watch.number, .read)
      list.wait(milliseconds: min(SendMessage.interval, Int((deadline - now) / 1000) + 1))
      _ = try watch.read()
    }
  }

  private enum Fate: Equatable {
    case sent, waiting
    case failed(String)
  }

  private func fate(_ message: String, _ conversation: borrowing Conversation) throws -> Fate {
    if let failed = try failure(message, conversation) { return failed }
    if try conversation.read(message, in: .out) != nil { return .waiting }
    // It may have gone to failed/ between the two.
    return try failure(message, conversation) ?? .sent
  }

  private func failure(_ message: String, _ conversation: borrowing Conversation) throws -> Fate? {
    guard let bytes = try conversation.read(message, in: .failed) else { return nil }
    return .failed(SafeText.of((try? CPIMMessage(parsing: bytes))?[own: "Failure"] ?? "it says no reason"))
  }
}
