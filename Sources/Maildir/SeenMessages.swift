import Glibc
import Processes
import Spool

/// Which messages have come in the last days, so that one that is sent again, for its sender did not hear that it was taken,
/// is not there twice.
///
/// A directory `.seen` with one for each day, named by its number since 1970. In it a link for each message, named by its
/// identity, whose text is the message's name; `?` before it says that the delivery was begun and not confirmed. A link is
/// made and replaced at once; its directory is fsynced after the message, before yes is said.
///
/// A day to come is of a clock that was ahead, or of one that is behind now: `.ahead-DAY`, a link whose text is the day on
/// which that was seen first, has it kept for as long as others.
public struct SeenMessages: ~Copyable {
  /// Its name.
  public static let directoryName = ".seen"
  /// For how many days a message is known, after the one on which it came.
  public static let days: Int64 = 7
  /// How long to wait for another process that delivers a message at the same time, in microseconds.
  public static let patience: UInt64 = 20_000_000
  /// The most old entries that are cleared away at once.
  public static let maximumSwept = 4096
  private static let pauseMilliseconds = 2

  /// What there is of a message.
  enum Trace: Equatable {
    case delivered
    /// Under that name, perhaps.
    case attempted(String)
    case none
  }

  private let directory: Directory
  /// What is added to the clock.
  private let shift: Int64
  /// Those of days to come: the clock was set back.
  private let coming: [String]

  /// In a spool's own directory. `now` is in seconds since 1970.
  public init(in spool: borrowing Spool, now: Int64 = Clock.unixSeconds) throws(SystemError) {
    let directory = try spool.makeDirectory(SeenMessages.directoryName, in: spool.directory)
    let shift = now - Clock.unixSeconds
    let day = SeenMessages.day(shift)
    let all = try directory.names()
    let names = all.compactMap { name in Int64(name).map { (name: name, day: $0) } }
    for old in names where old.day < day - SeenMessages.days { SeenMessages.sweep(old.name, in: directory) }
    SeenMessages.sweepAhead(all, today: day, in: directory)
    self.directory = directory
    self.shift = shift
    coming = names.filter { $0.day > day }.map(\.name)
  }

  /// Today's directory: a connection may last longer than a day, and another may clear away what is old.
  private func today() throws(SystemError) -> Directory {
    try Spool.makeDirectory(String(SeenMessages.day(shift)), in: directory, isSettled: true)
  }

  private static func day(_ shift: Int64) -> Int64 { max(0, (Clock.unixSeconds + shift) / 86_400) }

  /// Whether a message was noted, for deliveries that leave no name.
  public func has(_ identity: String) throws(SystemError) -> Bool { try trace(of: identity) == .delivered }

  /// Notes a message, durably.
  public func note(_ identity: String) throws(SystemError) {
    try confirm(identity, "-")
    try synchronise()
  }

  /// Has what was noted today on the disk.
  func synchronise() throws(SystemError) { try today().synchronise() }

  /// The right to deliver a message, until it is let go. EAGAIN where another has it for long. Of other messages only those
  /// have to wait whose identities begin with the same `digits`; with more of them there are more locks, each a file. EAGAIN
  /// as well once the descriptor `interrupt` is readable.
  public func turn(_ identity: String, digits: Int = 1, interrupt: Int32 = -1) throws(SystemError) -> FileLock {
    let name = ".lock-\(identity.prefix(digits))"
    let end = Clock.monotonic + SeenMessages.patience
    while true {
      if let lock = try FileLock.take(try directory.openOrCreate(name, exactly: DurableFile.mode)) { return lock }
      var list = WaitingList()
      if interrupt >= 0 { list.add(interrupt, .read) }
      list.wait(milliseconds: SeenMessages.pauseMilliseconds)
      guard Clock.monotonic < end, interrupt < 0 || list.result(interrupt).isEmpty else {
        throw SystemError("wait for another's delivery", code: EAGAIN)
      }
    }
  }

  func trace(of identity: String) throws(SystemError) -> Trace {
    for name in remembered {
      // Another process may be clearing it away.
      guard let day = try? directory.directory(name) else { continue }
      if let text = try SeenMessages.text(identity, in: day) { return SeenMessages.trace(text) }
    }
    return .none
  }

  /// The directories in which a message may be noted, today's first.
  private var remembered: [String] {
    let today = SeenMessages.day(shift)
    return (0...SeenMessages.days).map { String(today - $0) } + coming
  }

  /// Says that a delivery begins.
  func attempt(_ identity: String, _ name: String) throws(SystemError) {
    try today().makeLink(identity, to: "?" + name)
  }

  /// Says that it is done.
  func confirm(_ identity: String, _ name: String) throws(SystemError) {
    let temporary = UniqueName.make(Clock.unixMicroseconds)
    let today = try today()
    try today.makeLink(temporary, to: name)
    do throws(SystemError) { try today.rename(temporary, to: today, as: identity, replacing: true) } catch {
      try? today.remove(temporary)
      throw error
    }
  }

  /// Says that it came to nothing.
  func forget(_ identity: String) throws(SystemError) {
    for name in remembered {
      guard let day = try? directory.directory(name) else { continue }
      do throws(SystemError) { try day.remove(identity) } catch { if !error.isMissing { throw error } }
    }
  }

  private static func trace(_ text: String) -> Trace {
    text.hasPrefix("?") ? .attempted(String(text.dropFirst())) : .delivered
  }

  static func text(_ name: String, in directory: borrowing Directory) throws(SystemError) -> String? {
    do throws(SystemError) { return try directory.linkText(name) } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// What cannot be cleared away now will be another time.
  static func sweep(_ name: String, in directory: borrowing Directory) {
    guard let day = try? directory.directory(name), let names = try? day.names(limit: maximumSwept) else { return }
    for name in names { try? day.remove(name) }
    try? directory.removeDirectory(name)
  }
}
