import Glibc
import Processes
import Systemd

/// The process that systemd watches in the acceptor's place, so that a restart ends the one and leaves the other to its
/// sessions: systemd starts a new acceptor only when the process that it knows has ended.
///
/// It passes signals on to the acceptor's warden, and what the acceptor says to systemd. Whatever ends it unasked, ends the
/// acceptor with it.
public struct Keeper: ~Copyable {
  /// In the runtime directory: made by the unit's ExecStop= where the stop is the first half of a restart.
  private static let restartMark = "restart"
  /// In the runtime directory: made where it is none.
  public static let stopMark = "stop"
  /// What the acceptor says when it needs no keeper any more, and the keeper then to the warden.
  public static let farewell = "LEFT"
  /// What the warden says, with wait(2)'s status, when the acceptor has ended and others have not.
  static let obituary = "ENDED="

  /// In the runtime directory: how often in a row nothing could be loaded at the start.
  private static let failures = "failures"
  /// The longest rest after that, in seconds.
  private static let longestRest: UInt64 = 60

  private let warden: pid_t
  private let runtime: String
  private let signals: Signals
  private let line: Channel
  private var poller: Poller
  private var isStopping = false

  /// Divides this process. Returns in the acceptor; the keeper ends in here, and so does the warden. `runtime`: the node's
  /// runtime directory.
  public static func divide(runtime: String, _ listeners: [Listener]) throws(SystemError) {
    for mark in [restartMark, stopMark] { try? File.remove(runtime + "/" + mark) }
    let signals = try Signals([SIGCHLD, SIGHUP, SIGINT, SIGTERM])
    let pair = try Channel.pair()
    try Children.adoptOrphans()
    let warden = try Fork.divide(deathSignal: 0)
    guard warden > 0 else {
      _ = consume pair.ours
      return try Warden.divide(pair.theirs, signals, listeners)
    }
    Fork.name("peertlsd-keeper")
    _ = consume pair.theirs
    for listener in listeners { _ = Descriptor(adopting: listener.descriptor) }
    var keeper = Keeper(
      warden: warden, runtime: runtime, signals: signals, line: pair.ours, poller: try Poller())
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

  private mutating func heed(_ signal: Int32) {
    switch signal {
    case SIGCHLD:
      while let exit = Children.nextExit() {
        guard exit.pid == warden else { continue }
        passOn()
        // Where somebody has killed it, all that it was to see to is ours. Its line would be reported for ever.
        poller.remove(line.descriptor.number)
        _ = try? Warden.sweep(signals, &poller, from: 0)
        end(as: exit)
      }
    case SIGHUP: tell(SIGHUP)
    default:
      isStopping = true
      tell(isRestart() ? SIGUSR1 : signal)
    }
  }

  private func tell(_ signal: Int32) { try? line.send([UInt8(signal)]) }

  private mutating func end(as exit: Exit) -> Never {
    if exit.code == EX_CONFIG && !isStopping { rest() }
    Fork.end(as: exit)
  }

  /// Whether this stop is the first half of a restart. Where ExecStop= was not run, systemd is asked, and a stop is told to
  /// former acceptors.
  private func isRestart() -> Bool {
    let (restart, stop) = (runtime + "/" + Keeper.restartMark, runtime + "/" + Keeper.stopMark)
    if File.exists(restart) {
      try? File.remove(restart)
      return true
    }
    guard !File.exists(stop), let isRestart = UnitJobs.wantRestart() else { return false }
    if !isRestart { _ = try? File.open(stop, O_WRONLY | O_CREAT) }
    return isRestart
  }

  /// What is wrong may be corrected at any time, and systemd then starts the node; but not at once and again and again: each
  /// call would start it in vain, until systemd gave the socket up. 2, 4, 8 … seconds, or until the stop.
  private mutating func rest() {
    // It has been closed at the other end, and would be reported for ever.
    poller.remove(line.descriptor.number)
    let path = runtime + "/" + Keeper.failures
    let count = (try? File.contents(path, limit: 1))?.first.map { Int(min($0, 5)) } ?? 0
    if let file = try? File.open(path, O_WRONLY | O_CREAT | O_TRUNC) {
      try? File.write([UInt8(min(count + 1, 5))], to: file.number, name: path)
    }
    let end = Clock.monotonic + min(Keeper.longestRest, 2 << UInt64(count)) * 1_000_000
    while case let now = Clock.monotonic, now < end {
      try? poller.wait(milliseconds: Int32((end - now) / 1000 + 1)) { _ in }
      while let signal = signals.next() {
        guard signal == SIGTERM || signal == SIGINT else { continue }
        _ = isRestart()
        return
      }
    }
  }

  private mutating func passOn() {
    while case .message(let bytes, _)? = try? line.receive() {
      if bytes == Array(Keeper.farewell.utf8) {
        try? line.send(bytes)
        exit(0)
      }
      if bytes.starts(with: Keeper.obituary.utf8) {
        let status = Int32(String(decoding: bytes.dropFirst(Keeper.obituary.utf8.count), as: UTF8.self))
        end(as: Exit(pid: warden, status: status ?? SIGKILL))
      }
      if bytes == Array("READY=1".utf8) { try? File.remove(runtime + "/" + Keeper.failures) }
      Notification.forward(bytes)
    }
  }
}
