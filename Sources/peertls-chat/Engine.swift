import CPIM
import Conversations
import Glibc
import Journal
import Processes
import SIP

/// A connection and its conversation: what arrives is stored and answered, what waits in `out/` is sent.
struct Engine: ~Copyable {
  /// How often a connection that may not send looks whether it may, in microseconds, while something waits.
  static let lockPatience: UInt64 = 2_000_000
  /// How long all must be quiet before `--until-sent` ends, in microseconds.
  static let farewell: UInt64 = 1_000_000
  /// How many lines one connection may write to the log.
  static let maximumNotes = 256

  let call: Call
  let options: Options
  let answers: Answers
  var wire: Wire
  var conversation: Conversation
  var watch: ConversationWatch
  var diary = Diary(identifier: "peertls-chat", limit: Engine.maximumNotes)

  // What comes.
  var transactions = ServerTransactions()
  /// The conversation says that the peer is writing.
  var peerIsTyping = false
  /// Where the next message begins is not known any more.
  var streamIsLost = false

  // What goes.
  /// The right to send: one connection of a conversation has it.
  var live: FileLock?
  var nextTry: UInt64 = 0
  /// The right to send could not be asked for when it was tried last.
  var cannotClaim = false
  var outbox = Outbox()
  var outstanding: ClientTransaction?
  /// The peer has not answered in time: it gets nothing more.
  var isMute = false
  /// The peer takes message/cpim, as far as is known.
  var takesWholeMessages = true
  var receipts = Receipts()
  var typing: Typing
  var keepAlive: KeepAlive

  /// Joins the connection to the peer's conversation.
  init(_ call: Call, _ options: Options) throws(Failure) {
    let conversation = try Engine.now { try ConversationStore(call.stateDirectory).conversation(with: call.described) }
    var watch = try Engine.now { try ConversationWatch() }
    do throws(SystemError) { try watch.add(conversation, [.out], notes: true) } catch {
      throw Failure(exit: EX_TEMPFAIL, reason: "\(error)")
    }
    let answers = try Engine.now { try Answers(call, options) }
    let wire = try Engine.now { try Wire() }
    self.answers = answers
    self.conversation = conversation
    self.watch = watch
    self.wire = wire
    (self.call, self.options) = (call, options)
    typing = Typing(isKnown: options.knowsTyping)
    keepAlive = KeepAlive(seconds: options.keepAlive, now: Clock.monotonic)
  }

  /// What does not go now may go later: exit code 75.
  private static func now<Made: ~Copyable>(_ make: () throws -> Made) throws(Failure) -> Made {
    do { return try make() } catch { throw Failure(exit: EX_TEMPFAIL, reason: "\(error)") }
  }

  /// Serves the connection to its end; the exit code.
  mutating func run() -> Int32 {
    while true {
      repeat {
        receive()
        send()
        wire.flush()
      } while wire.isHeldBack && !wire.isFull
      if let code = end(now: Clock.monotonic) {
        setTyping(until: nil)
        return code
      }
      awaitEvents()
    }
  }

  /// Takes what has arrived, one thing after the other, and answers it.
  private mutating func receive() {
    while !streamIsLost, let arrival = wire.next() {
      switch arrival {
      case .pong: keepAlive.hearPong()
      case .ping:
        keepAlive.hearPong()
        wire.send(Framer.pong)
      case .message(.request(let request)):
        keepAlive.hear()
        serve(request)
      case .message(.response(let response)):
        keepAlive.hear()
        settle(response)
      case .malformed(let malformed): refuse(malformed)
      }
      wire.flush()
    }
  }

  private mutating func refuse(_ malformed: Framer.Malformed) {
    diary.write(.notice, "what came is no message: \(malformed.refusal.status.code) \(malformed.refusal.reason)")
    if let answer = answers.encode(malformed) { wire.send(answer) }
    guard malformed.endsStream else { return }
    streamIsLost = true
    wire.stopReading()
  }

  /// Waits in one place for all that can happen.
  private mutating func awaitEvents() {
    var list = WaitingList()
    wire.enlist(in: &list)
    list.add(watch.number, .read)
    list.wait(milliseconds: patience(now: Clock.monotonic))
    wire.attend(list)
    if !list.result(watch.number).isEmpty { look() }
  }

  /// Heeds what has happened in the directory.
  private mutating func look() {
    do throws(SystemError) {
      for change in try watch.read() {
        switch change {
        case .message, .lookAgain: outbox.look()
        case .note(_, .composing):
          if try conversation.composing() != nil { typing.write(now: Clock.monotonic) }
        // Whoever had the right to send has gone. Asking first leaves no trace in the directory, which would be told again.
        case .note(_, .live): if live == nil && !conversation.isLive { claimLater() }
        case .note: break
        }
      }
    } catch {
      diary.write(.error, "\(error)")
      outbox.look()
    }
  }

  /// Tries for the right to send, as soon as may be.
  private mutating func claimLater() {
    // A try that fails closes the file too, and would be told of again.
    if !cannotClaim { nextTry = 0 }
    outbox.look()
  }

  /// Milliseconds until something is due; negative for never.
  private func patience(now: UInt64) -> Int {
    var deadlines: [UInt64] = []
    if let outstanding, !isMute { deadlines.append(outstanding.deadline) }
    if let deadline = keepAlive.deadline { deadlines.append(deadline) }
    if canSend && outstanding == nil && !wire.isFull {
      if let deadline = typing.deadline(now: now) { deadlines.append(deadline) }
      if !outbox.isEmpty && outbox.resume > now { deadlines.append(outbox.resume) }
    }
    if live == nil && !outbox.isEmpty { deadlines.append(nextTry) }
    if options.endsWhenSent && hasNothingToSend(now: now) { deadlines.append(wire.lastMove + Engine.farewell) }
    guard let next = deadlines.min() else { return -1 }
    return next <= now ? 0 : Int(clamping: (next - now) / 1000 + 1)
  }

  /// The exit code, when it is time to end.
  private func end(now: UInt64) -> Int32? {
    if wire.isBroken { return EX_TEMPFAIL }
    if keepAlive.isDead(now: now) { return EX_TEMPFAIL }
    guard wire.isFlushed else { return nil }
    if streamIsLost { return EX_PROTOCOL }
    if wire.peerHasFinished && !wire.isHeldBack { return 0 }
    guard options.endsWhenSent, now >= wire.lastMove + Engine.farewell, hasNothingToSend(now: now) else { return nil }
    return outbox.isEmpty && !outbox.hasUnusable ? 0 : EX_TEMPFAIL
  }
}
