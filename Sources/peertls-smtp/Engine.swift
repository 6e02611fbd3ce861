import Glibc
import Journal
import Processes
import SMTP

/// A connection that brings mail: commands are answered one after the other, messages are kept before they are.
struct Engine: ~Copyable {
  /// How many lines one connection may write to the log: one for each message and each refusal, and some for 452.
  static let maximumLines = SMTPLimits.messages + SMTPLimits.errors + Engine.maximumShortages + 8
  /// How many times 452 is noted.
  private static let maximumShortages = 256

  let call: Call
  let options: Options
  var wire: Wire
  var depot: Depot
  private let signals: Signals
  var diary = Diary(identifier: "peertls-smtp", limit: Engine.maximumLines)

  /// How the client called itself; nil before it did.
  var client: String?
  /// It greeted with EHLO.
  var isExtended = false
  var envelope: Envelope?
  /// The message that arrives, once its first bytes may.
  var incoming: IncomingMessage?
  /// What follows the octets of the chunk that arrives.
  var chunk: Chunk?
  /// How many messages were kept.
  var messages = 0
  private var commands = 0
  private var errors = 0
  private var shortages = 0
  /// The exit code, once nothing more is said.
  private var ending: Int32?

  /// What to say when a chunk has arrived.
  enum Chunk {
    /// It belongs to the message, and may be its last.
    case taken(size: Int, isLast: Bool)
    /// It does not.
    case refused(Refusal)
  }

  /// Opens what is needed.
  init(_ call: Call, _ options: Options) throws(Failure) {
    do throws(SystemError) {
      // Whatever ends this program but SIGKILL, what has come of a message is not left behind.
      let signals = try Signals([SIGHUP, SIGINT, SIGTERM])
      let depot = try Depot(call.stateDirectory, options.destination, interrupt: signals.descriptor.number)
      let wire = try Wire()
      self.signals = signals
      self.depot = depot
      self.wire = wire
    } catch {
      let reply = Reply(421, EnhancedStatus(4, 3, 0), "\(call.host) cannot keep mail now")
      try? File.write(reply.encode(), to: 1, name: "standard output")
      throw Failure(exit: EX_TEMPFAIL, reason: "\(error)")
    }
    (self.call, self.options) = (call, options)
  }

  /// Serves the connection to its end; the exit code.
  mutating func run() -> Int32 {
    say(220, nil, "\(call.host) ESMTP peertls-smtp")
    while true {
      repeat {
        while ending == nil, let arrival = wire.next() { take(arrival) }
        wire.flush()
      } while wire.isHeldBack && !wire.isFull && ending == nil
      if let code = end() { return code }
      var list = WaitingList()
      wire.enlist(in: &list)
      list.add(signals.descriptor.number, .read)
      list.wait(milliseconds: -1)
      wire.attend(list)
      if signals.next() != nil { return abandon() }
    }
  }

  /// The connection is broken, or the node ends: what has come of a message is none.
  private mutating func abandon() -> Int32 {
    incoming = nil
    return EX_TEMPFAIL
  }

  private mutating func take(_ arrival: Intake.Arrival) {
    switch arrival {
    case .line(let line): serve(line)
    case .longLine:
      refuse(Refusal(500, EnhancedStatus(5, 5, 2), "a command line has at most \(SMTPLimits.commandLine) bytes"))
    case .content(let piece): receive(piece)
    case .end: finishContent()
    case .bareLineEnd:
      incoming = nil
      envelope = nil
      let status = EnhancedStatus(5, 6, 0)
      refuse(Refusal(554, status, "a CR or LF alone: lines end with CRLF", endsConnection: true))
    }
  }

  private mutating func serve(_ line: ArraySlice<UInt8>) {
    commands += 1
    guard commands <= SMTPLimits.commands else {
      return hangUp(Refusal(421, EnhancedStatus(4, 7, 0), "too many commands"))
    }
    do throws(Refusal) { try obey(Command(parsing: line)) } catch { refuse(error) }
  }

  /// Says something; the text is cut into lines at line feeds.
  mutating func say(_ code: Int, _ status: EnhancedStatus?, _ text: String) { wire.send(Reply(code, status, text)) }

  /// Says no, and why.
  mutating func refuse(_ refusal: Refusal) {
    if refusal.endsConnection { return hangUp(refusal) }
    wire.send(refusal.reply)
    guard refusal.reply.code != 452 else {
      shortages += 1
      if shortages <= Engine.maximumShortages { note(refusal) }
      return
    }
    note(refusal)
    errors += 1
    if errors > SMTPLimits.errors { hangUp(Refusal(421, EnhancedStatus(4, 7, 0), "too many errors")) }
  }

  private mutating func note(_ refusal: Refusal) {
    diary.write(refusal.reply.kind == .temporary ? .warning : .notice, "refused: \(refusal.reply) (\(messageName))")
  }

  private mutating func hangUp(_ refusal: Refusal) {
    note(refusal)
    wire.send(refusal.reply)
    finish(EX_PROTOCOL)
  }

  /// A message has been kept: the peer means mail.
  mutating func forgiveCommands() { commands = 0 }

  /// Says nothing more and reads nothing more: what the peer still sends is thrown away by its session.
  mutating func finish(_ code: Int32) {
    ending = code
    incoming = nil
    wire.stopReading()
  }

  /// The exit code, when it is time to end.
  private mutating func end() -> Int32? {
    if wire.isBroken { return EX_TEMPFAIL }
    if ending == nil && wire.peerHasFinished && !wire.isHeldBack {
      let isWithin = incoming != nil || wire.intake.isInside
      if isWithin { diary.write(.notice, "the peer has ended within a message or a command") }
      finish(isWithin ? EX_PROTOCOL : 0)
    }
    return wire.isFlushed ? ending : nil
  }
}
