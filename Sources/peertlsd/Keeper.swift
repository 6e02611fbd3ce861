import Glibc
import Processes
import Systemd

/// The process that systemd watches in the acceptor's place, so that a restart ends the one and leaves the other to its
/// sessions: systemd starts a new acceptor only when the process that it knows has ended.
///
/// It passes signals on, and what the acceptor says to systemd. Whatever ends it unasked, ends the acceptor with it.
struct Keeper: ~Copyable {
  /// In the runtime directory: made by the unit's ExecStop= where the stop is the first half of a restart.
  static let restartMark = "restart"
  /// In the runtime directory: made where it is none.
  static let stopMark = "stop"
  /// What the acceptor says when it needs no keeper any more.
  static let farewell = "LEFT"

  private let acceptor: pid_t
  private let runtime: String
  private let signals: Signals
  private let line: Channel
  private var poller: Poller

  /// Divides this process. Returns in the acceptor; the keeper ends in here.
  static func divide(_ settings: Settings, _ listeners: [Listener]) throws(SystemError) {
    for mark in [restartMark, stopMark] { try? File.remove(settings.runtime + "/" + mark) }
    let signals = try Signals([SIGCHLD, SIGHUP, SIGINT, SIGTERM])
    let pair = try Channel.pair()
    let acceptor = try Fork.divide(deathSignal: SIGKILL)
    guard acceptor > 0 else { return Notification.relay(through: pair.theirs.release()) }
    for listener in listeners { _ = Descriptor(adopting: listener.descriptor) }
    var keeper = Keeper(
      acceptor: acceptor, runtime: settings.runtime, signals: signals, line: pair.ours, poller: try Poller())
    try keeper.keep()
  }

  private mutating func keep() throws(SystemError) -> Never {
    try poller.add(signals.descriptor.number, token: 0)
    try poller.add(line.descriptor.number, token: 1)
    while true {
      try poller.wait(milliseconds: -1) { _ in }
      // What the acceptor has said comes before its end.
      passOn()
      while let signal = signals.next() { heed(signal) }
    }
  }

  private func heed(_ signal: Int32) {
    switch signal {
    case SIGCHLD:
      guard let exit = Children.nextExit() else { return }
      passOn()
      Fork.end(as: exit)
    case SIGHUP: kill(acceptor, SIGHUP)
    default:
      let mark = runtime + "/" + Keeper.restartMark
      let isRestart = File.exists(mark)
      try? File.remove(mark)
      kill(acceptor, isRestart ? SIGUSR1 : signal)
    }
  }

  private func passOn() {
    while case .message(let bytes, _)? = try? line.receive() {
      if bytes == Array(Keeper.farewell.utf8) { exit(0) }
      Notification.forward(bytes)
    }
  }
}
