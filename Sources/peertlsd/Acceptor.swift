import Admission
import Glibc
import Handoff
import Journal
import Processes
import Systemd

/// Everything that the acceptor knows. It waits in `wait()` and nowhere else.
final class Acceptor {
  /// What the loop has to see to.
  enum Event {
    /// Signals are queued.
    case signals
    /// This listener has connections.
    case connections(Listener)
    /// This slot's session says something, or has closed its channel.
    case message(Slot)
    /// Somebody has connected to the owner's line.
    case visitor
    /// Who is connected there asks something.
    case question(client: Int)
    /// Something has come into the runtime directory.
    case runtime
    /// This peertls-keyd says something, or has closed its channel.
    case signer(Signer)
  }

  static let second: UInt64 = 1_000_000
  static let runtimeToken = UInt64(Int.max)

  let settings: Settings
  let listeners: [Listener]
  let signals: Signals
  let null: Descriptor
  var reserve = Reserve()
  /// The journal's socket, ours for good; nil without a journal.
  let journal: Int32?
  var poller: Poller
  var log: Log
  /// Microseconds since boot, read once after each wait.
  var now = Clock.monotonic

  /// What holds, nil until the first load is done.
  var inForce: Generation?
  var candidate: Candidate?
  var shallLoadAgain = false

  /// Where the owner asks; nil before the first load, or where there can be none.
  var ownersLine: OwnersLine?
  /// When this program began, and when the policy in force was loaded, in seconds since 1970.
  let since = Clock.unixSeconds
  var policySince: Int64 = 0

  /// The fixed tables, made when the first load has told their size.
  var slots: [Slot] = []
  var freeSlots: [Int] = []
  var spares: [Int] = []
  var slotOfChild: [Int32: Int] = [:]
  var sources = Shares<SocketAddress>(capacity: 1)
  var clients = Shares<Client>(capacity: 1)
  var services = Shares<String>(capacity: 1)
  var maximumSessions = 0
  var sessions = 0
  /// Session numbers begin at random, so that none comes again after a restart.
  var nextNumber = UInt64.random(in: 0 ... .max)

  /// Sessions of unknown sources may not have more than this.
  var unreservedSessions = 0
  var remembered = Sources()
  /// Connections that were handed to a session.
  var accepted: UInt64 = 0
  /// Every peertls-keyd that runs or is to run: that of the load in force, and older ones that sessions still need.
  var signers: [Signer] = []
  var nextSigner: UInt64 = 0
  /// Lines that sessions were given.
  var lines: UInt64 = 0

  var refusals = Refusals()
  var stage = Stage.serving
  /// Whether another acceptor has come after this one, and how this one learns of what that one loads.
  var hasLeft = false
  var runtimeWatch: DirectoryWatch?
  /// The process's exit code, when it is time to go.
  var exitCode: Int32?

  /// When something is due; `.max` for nothing.
  var slotsDue = UInt64.max
  var listenAgainAt = UInt64.max
  var sparesDue = UInt64.max
  var reportDue = UInt64.max
  var watchdogDue = UInt64.max
  var lastReport: UInt64 = 0
  var quickDeaths = 0

  /// Takes the listeners over; they are not watched until the first load is done.
  init(_ settings: Settings, listeners: [Listener]) throws(SystemError) {
    self.settings = settings
    self.listeners = listeners
    null = try File.open("/dev/null", O_RDWR)
    reserve.restore(null)
    journal = Log.connectJournal()
    log = Log(journal: journal, identifier: "peertlsd")
    signals = try Signals([SIGCHLD, SIGHUP, SIGINT, SIGTERM, SIGUSR1])
    poller = try Poller()
    try poller.add(signals.descriptor.number, token: 0)
    for listener in listeners { try Socket.setNonBlocking(listener.descriptor) }
    if Notification.watchdogInterval != nil { watchdogDue = now }
  }

  /// Waits for something to do or for the next time that something is due.
  func wait() throws(SystemError) -> [Event] {
    let due =
      [
        slotsDue, listenAgainAt, sparesDue, reportDue, watchdogDue, stage.until, candidate?.deadline ?? .max,
        signers.map(\.due).min() ?? .max,
      ].min() ?? .max
    let milliseconds = due <= now ? 0 : min((due - now + 999) / 1000, 3_600_000)
    var tokens: [UInt64] = []
    try poller.wait(milliseconds: Int32(milliseconds)) { tokens.append($0) }
    now = Clock.monotonic
    return tokens.compactMap { token in
      switch Int(token) {
      case 0: .signals
      case OwnersLine.token: .visitor
      case OwnersLine.token + 1...OwnersLine.token + OwnerLine.clients:
        .question(client: Int(token) - OwnersLine.token - 1)
      case Int(Acceptor.runtimeToken): .runtime
      case 1...listeners.count: .connections(listeners[Int(token) - 1])
      case Int(Acceptor.signerTokens)...:
        signers.first { $0.number == token - Acceptor.signerTokens }.map { .signer($0) }
      default: .message(slots[Int(token) - 1 - Activation.maximumListeners])
      }
    }
  }

  /// Does whatever is due by now.
  func keepTime() {
    if let candidate, candidate.deadline <= now { abandonLoad(candidate) }
    hurrySigners()
    if slotsDue <= now { enforceDeadlines() }
    if listenAgainAt <= now { listen() }
    if stage.until <= now { hurry() }
    keepSpares()
    if log.lost > 0 { reportSoon() }
    if reportDue <= now { report() }
    if watchdogDue <= now, let interval = Notification.watchdogInterval {
      Notification.watchdog()
      watchdogDue = now + interval / 2
    }
    if stage != .serving && freeSlots.count == slots.count { finish() }
  }

  /// Sees to every signal that waits.
  func heedSignals() {
    while let signal = signals.next() {
      switch signal {
      case SIGCHLD: while let exit = Children.nextExit() { ended(exit) }
      case SIGHUP: load()
      case SIGUSR1: leave()
      default: stop()
      }
    }
  }

  /// Has `report` called soon, once a second at most.
  func reportSoon() { reportDue = min(reportDue, max(now, lastReport + Acceptor.second)) }

  private func report() {
    (reportDue, lastReport) = (.max, now)
    // Sessions share this socket and may not connect it themselves.
    if let journal, !Log.reconnect(journal: journal) { reportDue = now + Acceptor.second }
    if let record = refusals.summary() { log.send(record) }
    log.tellLost()
    if log.lost > 0 { reportDue = now + Acceptor.second }
    Notification.status("\(sessions) sessions, \(refusals.total) refused")
  }

  private func ended(_ exit: Exit) {
    if exit.pid == candidate?.compiler { return compilerEnded(exit) }
    if let signer = signers.first(where: { $0.process == exit.pid }) { return signerEnded(signer, exit) }
    guard let index = slotOfChild.removeValue(forKey: exit.pid) else { return }
    if listenAgainAt != .max { listen() }
    if slots[index].session == exit.pid { sessionEnded(slots[index], exit) } else { handlerEnded(slots[index], exit) }
  }
}
