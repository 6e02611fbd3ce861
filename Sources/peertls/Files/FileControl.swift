import FTPReplies
import Policy
import Processes
import SafeText
import TLS

/// The control connection of FTP: commands and replies.
final class FileControl {
  /// How long a reply may take, in seconds.
  static let patience = 60
  /// How long it may take that something is stored, or thought over, in seconds.
  static let longPatience = 600

  /// Where the other end is, and who.
  let call: Call
  let waiter: TransferWaiter
  /// The time for a connection.
  let milliseconds: Int
  /// Connections for data, to whoever has the same key.
  let dataContext: Context
  private let dataCheck: KeyCheck
  /// What the other end can do; known after the login.
  var features = Features()
  /// Whether it tells the SHA-256 of files.
  var hasHash = false
  /// A transfer was asked for, and nothing said yet of its end.
  var isTransferring = false
  private var reader = ReplyReader()
  private var received = Buffer(capacity: 16 * 1024)
  private var wanted: Interest = .read

  /// Over a call that has shaken hands.
  init(
    _ call: consuming Call, caller: borrowing Caller, waiter: TransferWaiter, milliseconds: Int
  ) throws(CallFailure) {
    guard let key = call.connection.withPeer({ leaf, _ in leaf.keyFingerprint }) else {
      throw CallFailure(.notThem, "\(call.terms.contact.name) shows no certificate")
    }
    dataCheck = KeyCheck(key)
    dataContext = try caller.context(judge: dataCheck)
    Socket.keepAlive(call.socket.number)
    self.call = call
    self.waiter = waiter
    self.milliseconds = milliseconds
  }

  /// What the other end is called.
  var name: String { call.terms.contact.name }

  /// The key that a data connection has shown in the place of the right one.
  var wrongKey: Fingerprint? { dataCheck.wrongKey }

  /// Sends a command and waits for its reply; one that refuses it is thrown.
  func ask(_ verb: String, _ argument: String? = nil, seconds: Int = patience) throws(TransferError) -> Reply {
    try say(verb, argument)
    let reply = try awaitReply(seconds: seconds)
    guard reply.kind == .done || reply.kind == .more else { throw refusal(reply) }
    return reply
  }

  /// The same, where a refusal is an answer too: nil.
  func askWhether(_ verb: String, _ argument: String? = nil, seconds: Int = patience) throws(TransferError) -> Reply? {
    do throws(TransferError) { return try ask(verb, argument, seconds: seconds) } catch {
      if case .refused(let reply) = error, reply.kind == .never { return nil }
      throw error
    }
  }

  /// Sends a command.
  func say(_ verb: String, _ argument: String? = nil) throws(TransferError) {
    guard let line = Request.line(verb, argument) else {
      throw .file(Failure(.usage, "\(SafeText.of(argument ?? "")): a path has no control characters"))
    }
    // What nobody has asked for would be taken for the answer to this.
    if let early = try nextReply() { throw early.code == 421 ? refusal(early) : violation(early) }
    var rest = Buffer(capacity: line.count)
    rest.append(line)
    let deadline = Clock.monotonic + UInt64(FileControl.patience) * 1_000_000
    while !rest.isEmpty {
      var outcome = Connection.Outcome.closed
      rest.drain { bytes in
        outcome = call.connection.write(from: bytes)
        return outcome.count
      }
      if case .done = outcome { continue }
      try awaitMore(outcome, until: deadline)
    }
  }

  /// Waits for a reply that is no preliminary one.
  func awaitReply(seconds: Int = patience) throws(TransferError) -> Reply {
    let deadline = Clock.monotonic + UInt64(seconds) * 1_000_000
    while true {
      if let reply = try nextReply() {
        if reply.kind != .preliminary { return reply }
      } else {
        try awaitMore(wanted == .write ? Connection.Outcome.wantsWrite : .wantsRead, until: deadline)
      }
    }
  }

  /// A reply that is there already.
  func nextReply() throws(TransferError) -> Reply? {
    while true {
      do throws(ReplyError) {
        if let reply = try reader.next() { return reply }
      } catch {
        throw violation("\(error)")
      }
      var outcome = Connection.Outcome.closed
      received.fill { room in
        outcome = call.connection.read(into: &room)
        return outcome.count
      }
      guard case .done = outcome else {
        wanted = outcome == .wantsWrite ? .write : .read
        if outcome == .wantsRead || outcome == .wantsWrite { return nil }
        throw broken(outcome)
      }
      reader.append(received.takeAll())
    }
  }

  /// Adds what there is to wait for.
  func enlist(in list: inout WaitingList) { list.add(call.socket.number, wanted) }

  /// Looks for a signal, and whether it is time to draw, amid other work.
  func glance() throws(TransferError) {
    try TransferError.calling { () throws(CallFailure) in try waiter.pause(seconds: 0) }
  }

  /// Ends politely; nothing hangs on it.
  func leave() {
    do throws(TransferError) {
      try say("QUIT")
      _ = try awaitReply(seconds: 2)
    } catch {}
    _ = call.connection.finishWriting()
  }

  /// What a reply that refuses means.
  func refusal(_ reply: Reply) -> TransferError {
    switch reply.code {
    case 421: .broken(Failure(.temporary, "\(name) ends the session: \(reply.shown)"))
    // Such as an upload that broke, and whose session has not noticed yet.
    case 450: .broken(Failure(.temporary, "\(name) is busy with it: \(reply.shown)"))
    case 425, 426: .broken("\(name) says that the data connection failed: \(reply.shown)")
    case _ where reply.kind == .preliminary: violation(reply)
    default: .refused(reply)
    }
  }

  /// They do not speak FTP as they should: no other connection would do.
  func violation(_ what: String) -> TransferError {
    .ended(Failure(.protocolFailed, "what \(name) sends is no FTP: \(SafeText.of(what, .line.atMost(200)))"))
  }

  func violation(_ reply: Reply) -> TransferError { violation("\"\(reply.code) \(reply.text)\" answers nothing") }

  private func awaitMore(_ outcome: Connection.Outcome, until deadline: UInt64) throws(TransferError) {
    var list = WaitingList()
    switch outcome {
    case .wantsRead: list.add(call.socket.number, .read)
    case .wantsWrite: list.add(call.socket.number, .write)
    case .done: return
    default: throw broken(outcome)
    }
    let now = Clock.monotonic
    guard now < deadline else { throw .broken("\(name) does not answer") }
    try TransferError.calling { () throws(CallFailure) in
      try waiter.wait(&list, milliseconds: Int((deadline - now) / 1000) + 1)
    }
  }

  private func broken(_ outcome: Connection.Outcome) -> TransferError {
    guard case .failed(let failure) = outcome else { return .broken("\(name) has ended the connection") }
    return TransferError(call.terms.explained(failure, phase: "in the middle"))
  }
}

/// Whoever answers at a data port must be whoever the control connection is with: the key says so.
final class KeyCheck: HandshakeJudge {
  private let key: Fingerprint
  private(set) var wrongKey: Fingerprint?

  init(_ key: Fingerprint) { self.key = key }

  func choose(from protocols: [[UInt8]]) -> Int? { nil }

  var demandsCertificate: Bool { true }

  func judge(_ leaf: borrowing Certificate, untrusted: borrowing Chain) -> Refusal? {
    guard leaf.keyFingerprint != key else { return nil }
    wrongKey = leaf.keyFingerprint
    return .policy
  }
}
