import Glibc
import Journal
import Processes
import Systemd

/// The process between the keeper and the acceptor, so that nothing the acceptor has started outlives it for long.
///
/// The keeper cannot stay for that: a node whose acceptor was killed must be back at once. What outlives an acceptor is the
/// warden's own child, orphans too, and so can be killed without a doubt whose it is.
struct Warden: ~Copyable {
  /// How long those who outlive the acceptor may take to end by themselves, in microseconds.
  private static let grace: UInt64 = 5_000_000
  /// How soon those who came meanwhile are killed as well, in milliseconds.
  private static let pause: Int32 = 100

  private let acceptor: pid_t
  private let signals: Signals
  private var poller: Poller
  /// The line to the keeper; nil when there is none any more.
  private var keeper: Channel?

  /// Divides this process, once more. Returns in the acceptor; the warden ends in here.
  static func divide(
    _ keeper: consuming Channel, _ signals: consuming Signals, _ listeners: [Listener]
  ) throws(SystemError) {
    try Children.adoptOrphans()
    let acceptor = try Fork.divide(deathSignal: SIGKILL)
    guard acceptor > 0 else { return Notification.relay(through: keeper.release()) }
    Fork.name("peertlsd-warden")
    for listener in listeners { _ = Descriptor(adopting: listener.descriptor) }
    var warden = Warden(acceptor: acceptor, signals: signals, poller: try Poller(), keeper: .some(keeper))
    try warden.watch()
  }

  private mutating func watch() throws(SystemError) -> Never {
    try poller.add(signals.descriptor.number, token: 0)
    if let line = keeper?.descriptor.number { try poller.add(line, token: 1) }
    while true {
      try poller.wait(milliseconds: -1) { _ in }
      hearKeeper()
      while signals.next() != nil {}
      while let exit = Children.nextExit() { if exit.pid == acceptor { try clearUp(after: exit) } }
    }
  }

  private mutating func hearKeeper() {
    while let received = try? keeper?.receive() {
      switch consume received {
      case .message(let bytes, _):
        if bytes == Array(Keeper.farewell.utf8) { return forgetKeeper() }
        if let signal = bytes.first { kill(acceptor, Int32(signal)) }
      case .ended:
        kill(acceptor, SIGKILL)
        return forgetKeeper()
      case .damaged: return
      case .wouldBlock: return
      }
    }
  }

  private mutating func forgetKeeper() {
    // The acceptor has it open too: closing our descriptor alone would leave it watched.
    if let line = keeper?.descriptor.number { poller.remove(line) }
    keeper = nil
  }

  /// Sees to it that everybody goes, and ends as the acceptor has ended.
  private mutating func clearUp(after exit: Exit) throws(SystemError) -> Never {
    while Children.nextExit() != nil {}
    // Where nobody is left the keeper waits for this process, so that systemd finds none.
    if Children.areLeft { try? keeper?.send(Array("\(Keeper.obituary)\(exit.status)".utf8)) }
    forgetKeeper()
    let killed = try Warden.sweep(signals, &poller, from: Clock.monotonic + Warden.grace)
    if killed > 0 {
      let text = "\(killed) processes outlived process \(acceptor): killed"
      Log.note(text, priority: .warning, identifier: "peertlsd")
    }
    Fork.end(as: exit)
  }

  /// Waits until this process has no children, and from a time on kills those that it has; how many those were.
  static func sweep(
    _ signals: borrowing Signals, _ poller: inout Poller, from end: UInt64
  ) throws(SystemError) -> Int {
    var killed = 0
    while Children.areLeft {
      let now = Clock.monotonic
      if now >= end { Children.killAll() }
      try poller.wait(milliseconds: now < end ? Int32((end - now) / 1000 + 1) : Warden.pause) { _ in }
      while signals.next() != nil {}
      while Children.nextExit() != nil { if now >= end { killed += 1 } }
    }
    return killed
  }
}
