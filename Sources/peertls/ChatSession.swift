import CPIM
import Conversations
import Glibc
import LineEditing
import Processes
import SafeText
import Talk

/// A conversation while somebody looks at it: one place to wait for the directory, the keyboard, signals, the child that
/// calls, and time.
struct ChatSession: ~Copyable {
  struct Options {
    let lines: Int
    let sendsReceipts: Bool
    let tellsTyping: Bool
    /// How peertls is to be called to make a connection; nil: not at all.
    let deliver: [String]?
  }

  /// How often it is told that the person is writing, in microseconds.
  private static let tellComposing: UInt64 = 5_000_000
  /// How long the end waits for what is on its way, in microseconds.
  private static let farewell: UInt64 = 5_000_000

  private let options: Options
  private let signals: Signals
  private var record: ChatRecord
  private var screen: ChatScreen
  private var caller: ChatCaller
  private var isConnected: Bool?
  private var isTyping = false
  private var nextLook: UInt64 = 0
  private var nextComposing: UInt64 = 0
  /// When it ends, though something is on its way; nil: not yet.
  private var end: UInt64?

  init(_ conversation: consuming Conversation, contact: String, _ options: Options) throws(SystemError) {
    let signals = try Signals([SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH, SIGCHLD])
    let record = try ChatRecord(conversation, contact: contact, sendsReceipts: options.sendsReceipts)
    self.options = options
    self.signals = signals
    self.record = record
    screen = ChatScreen(prompt: "\(Speaker.shown(contact))> ")
    caller = ChatCaller(arguments: options.deliver)
  }

  /// Until its end.
  mutating func run() throws(SystemError) {
    defer {
      caller.stop()
      if options.tellsTyping { try? record.conversation.setComposing(false) }
      screen.leave()
    }
    say(try record.whom())
    show(try record.begin(options.lines))
    while true {
      let now = Clock.monotonic
      try look(now)
      if try isAtEnd(now) { break }
      if end == nil { screen.refresh() }
      var list = WaitingList()
      list.add(signals.descriptor.number, .read)
      list.add(record.watchNumber, .read)
      list.add(caller.input, .read)
      if end == nil { list.add(screen.input, .read) }
      list.wait(milliseconds: patience(now))
      if list.result(signals.descriptor.number) != [] { takeSignals() }
      if list.result(caller.input) != [] { for line in caller.takeLines() { say(line) } }
      if list.result(record.watchNumber) != [], try record.notice() { nextLook = 0 }
      if end == nil, list.result(screen.input) != [] { try takeInput() }
    }
    // What came while it was decided to end.
    if try record.notice() { try look(Clock.monotonic) }
    let waiting = try record.waiting()
    if waiting > 0 { say("\(waiting) \(waiting == 1 ? "message waits" : "messages wait"); peertls deliver delivers") }
  }

  /// Shows what there is to show, and does what time asks for.
  private mutating func look(_ now: UInt64) throws(SystemError) {
    show(try record.takeNews())
    if let problem = record.confirm() { say(problem) }
    if now >= nextLook {
      lookForConnection()
      lookForTyping()
      nextLook = now + (isTyping ? 1 : isConnected == true ? 30 : 2) * 1_000_000
    }
    if isConnected == false, end == nil {
      do throws(SystemError) { try caller.call(now: now) } catch { say("nobody can be called: \(error)") }
    }
    let marks = record.takeMarks()
    if !marks.isEmpty { screen.show(marks: marks) }
  }

  private mutating func lookForConnection() {
    let isLive = record.conversation.isLive
    guard isLive != isConnected else { return }
    isConnected = isLive
    if isLive { caller.forgetWhatWasSaid() }
    say(isLive ? "connected" : "not connected; what you write is kept, and delivered when \(record.contact) is there")
  }

  private mutating func lookForTyping() {
    let until = options.tellsTyping ? (try? record.conversation.typing()) ?? nil : nil
    isTyping = isConnected == true && until.map { $0 > Clock.unixSeconds } ?? false
    let name = Speaker.shown(record.contact)
    screen.set(prompt: isTyping ? "(\(name) is writing) \(name)> " : "\(name)> ")
  }

  /// How long to wait, in milliseconds. That a connection has ended is told by the directory; that one has begun, or that
  /// the peer writes no more, is not.
  private func patience(_ now: UInt64) -> Int {
    if record.hasMore { return 0 }
    var deadline = nextLook
    if isConnected == false, end == nil, let call = caller.deadline { deadline = min(deadline, call) }
    if let end { deadline = min(deadline, end) }
    return deadline <= now ? 0 : Int(min((deadline - now) / 1000 + 1, 60_000))
  }

  private func isAtEnd(_ now: UInt64) throws(SystemError) -> Bool {
    guard let end else { return false }
    if now >= end { return true }
    // What was typed last goes before the call ends, where there is one or may be soon.
    guard isConnected == true || (caller.isRunning && !isPausing) else { return true }
    return try record.waiting() == 0
  }

  /// Whether whoever calls waits for the time of the next call.
  private var isPausing: Bool {
    BackOff.rest(of: (try? record.conversation.retry()) ?? nil) > 1
  }

  private mutating func takeInput() throws(SystemError) {
    for input in screen.take() {
      switch input {
      case .typing: tellComposing()
      case .line(let text): try take(TypedLine(text))
      case .unreadable: say("not sent: the line is not UTF-8")
      case .tooLong: say("not sent: a message has at most \(OutgoingText.maximumBytes) bytes, and this line more")
      case .end: finish()
      }
      if end != nil { break }
    }
  }

  private mutating func take(_ line: TypedLine) throws(SystemError) {
    switch line {
    case .nothing: break
    case .quit: finish()
    case .help: for line in TypedLine.helpLines { say(line) }
    case .history(let count): show(try record.history(count))
    case .refused(let reason): say(reason)
    case .message(let text): try send(text)
    }
  }

  private mutating func send(_ text: String) throws(SystemError) {
    let isLive = record.conversation.isLive
    do throws(SystemError) { show(try record.send(text, waits: !isLive)) } catch {
      return say(error.code == EDQUOT ? "not sent: too many messages wait" : "not sent: \(error)")
    }
    (nextComposing, nextLook) = (0, 0)
    if !isLive { caller.hurry(isPausing: isPausing, now: Clock.monotonic) }
  }

  private mutating func tellComposing() {
    let now = Clock.monotonic
    guard options.tellsTyping, now >= nextComposing, screen.isTypingMessage else { return }
    nextComposing = now + ChatSession.tellComposing
    // That they do not get to know it is no harm.
    try? record.conversation.setComposing(true)
  }

  private mutating func takeSignals() {
    while let signal = signals.next() {
      switch signal {
      case SIGCHLD:
        while let exit = Children.nextExit() {
          for line in caller.takeLines() { say(line) }
          caller.end(exit)
        }
      case SIGWINCH: screen.resize()
      case SIGTSTP:
        screen.pause()
        signals.takeDefault(SIGTSTP)
        screen.resume()
      case SIGCONT where LineEditor.hasTerminal: break
      case SIGCONT:
        // Stopped by SIGSTOP, it had no chance to give the terminal back.
        screen.pause()
        screen.resume()
      case SIGINT where end == nil && screen.drop(): break
      default:
        caller.stop()
        if options.tellsTyping { try? record.conversation.setComposing(false) }
        screen.leave()
        signals.takeDefault(signal)
        // Whoever started us ignores it.
        end = 0
      }
    }
  }

  private mutating func finish() { end = Clock.monotonic + ChatSession.farewell }

  private mutating func say(_ remark: String) { screen.show(Saying(remark: remark)) }

  private mutating func show(_ sayings: [Saying]) { for saying in sayings { screen.show(saying) } }
}
