import Configuration
import Conversations
import Glibc
import Introduction
import Policy
import Processes

/// Calls correspondents and hands the call to the chat handler, which delivers what waits for them.
struct Delivery: ~Copyable {
  /// The handler's name, and where it has no file, its program and protocol.
  static let service = "chat"
  private static let program = "peertls-chat"
  private static let protocolName = "sip/2"
  /// How long connecting may take at an address, and the handshake, in milliseconds.
  static let patience = 10_000
  /// Seconds between the keep-alives of a call that stays.
  static let keepAlive = 120

  private let caller: Caller
  private let node: NodeNames
  private let handler: LocalHandler
  private let protocolName: String?

  /// How a delivery ended. What waits in out/ stays there in all of them.
  enum Outcome {
    /// Nothing is left.
    case delivered
    /// They could not be reached, or did not take all of it yet.
    case waiting(String)
    /// They do not let us in, or have refused a message for good.
    case refused(String)
    /// Somebody else answers.
    case notThem(String)
    /// Something is wrong here.
    case configuration(String)
  }

  /// With the certificate and the handler of a configuration directory; `stateDirectory` is that of the conversations,
  /// and `leastPriority` that of the handler's log. Without `asksForProtocol` an ordinary client can be called, which
  /// knows no ALPN: its port alone says what it is for.
  init(
    directory: String, stateDirectory: String, stays: Bool, asksForProtocol: Bool = true, leastPriority: UInt8 = 4
  ) throws(CallFailure) {
    let caller = try Caller(directory: directory)
    let node = try caller.names()
    let file = try HandlerFile.named(Delivery.service, directory: directory)
    let command = file?.command ?? [Delivery.program]
    let installation = Installation()
    guard let path = installation.program(command[0], others: HandlerFile.searchPath) else {
      let places = installation.places(HandlerFile.searchPath).joined(separator: ", ")
      throw CallFailure(.configuration, "\(command[0]): there is no such program in \(places)")
    }
    let more = stays ? ["--keep-alive", String(Delivery.keepAlive)] : ["--until-sent"]
    handler = LocalHandler(
      service: Delivery.service, path: path, arguments: command + more, stateDirectory: stateDirectory,
      leastPriority: leastPriority)
    protocolName = asksForProtocol ? file?.alpn.first ?? Delivery.protocolName : nil
    self.node = node
    self.caller = caller
  }

  /// Calls a contact, and lets the handler deliver what waits in the conversation; at the longest until `deadline` on
  /// the monotonic clock. The time of the next call is noted.
  func deliver(
    to contact: Contact, _ conversation: borrowing Conversation, in store: borrowing ConversationStore,
    backOff: BackOff, until deadline: UInt64 = .max
  ) throws(SystemError) -> Outcome {
    let waiting = try conversation.names(in: .out)
    var outcome: Outcome
    let start = Clock.monotonic
    do throws(CallFailure) {
      outcome = try call(contact, conversation, store, until: deadline)
    } catch {
      outcome = Outcome(error)
    }
    if case .configuration = outcome { return outcome }
    let left = try conversation.names(in: .out)
    let refused = Set(try conversation.names(in: .failed)).intersection(waiting).count
    if refused > 0 {
      outcome = .refused("\(refused) of \(waiting.count) messages were refused for good; they are in failed/")
    } else if left.isEmpty, !waiting.isEmpty {
      outcome = .delivered
    } else if case .delivered = outcome, !left.isEmpty {
      outcome = .waiting("not all of it was taken: \(left.count) left")
    }
    let isGood = outcome.weight == 0 || backOff.isLong(since: start)
    try conversation.setRetry(isGood ? nil : backOff.next(after: conversation.retry()))
    return outcome
  }

  private func call(
    _ contact: Contact, _ conversation: borrowing Conversation, _ store: borrowing ConversationStore,
    until deadline: UInt64
  ) throws(CallFailure) -> Outcome {
    let now = Clock.monotonic
    let left = deadline > now ? (deadline - now) / 1000 + 1 : 1
    let call = try caller.call(
      contact, at: lastSeen(contact, conversation), for: Delivery.service, protocolName: protocolName,
      milliseconds: min(Delivery.patience, Int(clamping: left)))
    try checkConversation(call, conversation, store)
    let exit = try handler.serve(call, node: node, until: deadline)
    switch exit.code {
    case 0: return .delivered
    case EX_CONFIG, EX_USAGE: return .configuration("\(handler.path) says that its configuration is wrong")
    case EX_NOPERM: return .notThem("\(handler.path) does not serve them")
    default: return .waiting("\(handler.path) ended with \(Exit.text(status: exit.status))")
    }
  }

  /// Where the peer was when it was here last, at the port that the contact has: its own was another's each time.
  private func lastSeen(_ contact: Contact, _ conversation: borrowing Conversation) -> [SocketAddress] {
    guard let record = try? conversation.peer(), let address = Address(record.peer.address) else { return [] }
    let own = contact.address
    return [SocketAddress(bytes: address.bytes, port: own.port, scope: own.scope)]
  }

  /// The handler takes the conversation that the peer's certificate leads to. Where that is another, what waits here
  /// would wait for ever.
  private func checkConversation(
    _ call: borrowing Call, _ conversation: borrowing Conversation, _ store: borrowing ConversationStore
  ) throws(CallFailure) {
    guard let identity = call.terms.check.identity else { return }
    let peer = Peer(
      name: identity.name, emails: identity.emails, userID: identity.userIDs.first ?? "",
      key: identity.key.description, certificate: identity.certificate.description,
      anchor: call.terms.check.judgement?.anchor ?? "", address: call.address.text, port: call.address.port)
    let name = try CallFailure.attempt(.configuration) { () throws(SystemError) in
      try store.conversation(with: peer).name
    }
    guard name != conversation.name else { return }
    let contact = call.terms.contact
    throw CallFailure(
      .configuration,
      "what waits for \(contact.name) is in \(conversation.name), but the conversation with this key is \(name); "
        + "add key=\(identity.key) to the contact's line and move the files of \(conversation.name)/out to \(name)/out")
  }
}

extension Delivery.Outcome {
  /// What a call that came to nothing means for what waits.
  init(_ failure: CallFailure) {
    switch failure.kind {
    case .unreachable, .broken, .interrupted: self = .waiting(failure.text)
    case .noService, .refused: self = .refused(failure.text)
    case .notThem: self = .notThem(failure.text)
    case .usage, .configuration, .inputOutput: self = .configuration(failure.text)
    }
  }

  /// Why, for people; nil where all is delivered.
  var reason: String? {
    switch self {
    case .delivered: nil
    case .waiting(let reason), .refused(let reason), .notThem(let reason), .configuration(let reason): reason
    }
  }

  /// The exit code.
  var code: Int32 {
    switch self {
    case .delivered: 0
    case .waiting: Failure.Code.temporary.rawValue
    case .refused: Failure.Code.unavailable.rawValue
    case .notThem: Failure.Code.refused.rawValue
    case .configuration: Failure.Code.configuration.rawValue
    }
  }

  /// The worse of two.
  func orWorse(_ other: Delivery.Outcome) -> Delivery.Outcome { other.weight > weight ? other : self }

  /// How bad it is, among others.
  var weight: Int {
    switch self {
    case .delivered: 0
    case .waiting: 1
    case .refused: 2
    case .notThem: 3
    case .configuration: 4
    }
  }
}
