import Glibc
import Lexemes
import Processes
import Spool

/// What engines and user interfaces tell each other beside messages. None of it is durable.
public enum Note: String, CaseIterable, Sendable {
  /// Which engine sends from out/, by its lock.
  case live = ".live"
  /// Until when the peer is taken to be writing.
  case typing = ".typing"
  /// When the person was writing last.
  case composing = ".composing"
  /// When a call is to be tried again.
  case retry = ".retry"
  /// Whom the conversation is with.
  case peer = "peer"
}

/// Which engine has a conversation's connection.
public struct LiveEngine: Equatable, Sendable {
  /// Its process.
  public let pid: pid_t
  /// Its PEERTLS_SESSION; empty where it said none.
  public let session: String

  /// An engine.
  public init(pid: pid_t, session: String) { (self.pid, self.session) = (pid, session) }
}

/// When a peer who could not be reached is to be called again.
public struct Retry: Equatable, Sendable {
  /// Not before this, in seconds since 1970.
  public var next: Int64
  /// How many calls have failed one after another.
  public var tries: Int

  /// The most tries that are counted.
  public static let maximumTries = 999_999

  /// A time and a number of tries.
  public init(next: Int64, tries: Int) { (self.next, self.tries) = (next, tries) }
}

extension Conversation {
  /// The longest file of this kind, in bytes.
  static let noteBytes = 1024
  /// The longest session's name in one, in bytes.
  static let sessionBytes = 256

  /// Makes this process the one that sends from out/, as long as the lock lives; nil while another is.
  public func takeLive(session: String = "") throws(SystemError) -> FileLock? {
    let file = try spool.directory.openOrCreate(Note.live.rawValue, exactly: DurableFile.mode)
    guard let lock = try FileLock.take(file) else { return nil }
    let text = "\(getpid()) \(PeerRecord.fitted(session, Conversation.sessionBytes))\n"
    // The lock is what counts: on a full disk nobody is told whose it is.
    try? File.replace(Array(text.utf8), of: lock.file, name: Note.live.rawValue)
    return lock
  }

  /// Whether some process sends from out/ now, this one included.
  public var isLive: Bool {
    guard let file = try? spool.directory.open(Note.live.rawValue) else { return false }
    return (try? FileLock.isHeldByAnother(file)) ?? false
  }

  /// Which process sends from out/ now, as it says itself; nil where none does.
  public func live() throws(SystemError) -> LiveEngine? {
    guard isLive, let words = try noted(.live), let pid = words.first.flatMap({ Decimal.value($0, most: 9) }) else {
      return nil
    }
    return LiveEngine(pid: pid_t(pid), session: words.dropFirst().first.map(String.init) ?? "")
  }

  /// Until when the peer is taken to be writing, in seconds since 1970; nil where it is not.
  public func typing() throws(SystemError) -> Int64? {
    try noted(.typing)?.first.flatMap { Decimal.value($0, most: 12) }.map { Int64($0) }
  }

  /// Notes until when, or with nil that the peer is not writing.
  public func setTyping(until: Int64?) throws(SystemError) { try note(.typing, until.map { "\(max(0, $0))" }) }

  /// When the person was writing last, in seconds since 1970; nil where nobody is. The time may be in the future where a
  /// clock was set.
  public func composing() throws(SystemError) -> Int64? {
    guard let entry = try spool.directory.entry(Note.composing.rawValue), entry.kind == .regular else { return nil }
    return entry.modified
  }

  /// Notes that the person is writing now, or has stopped.
  public func setComposing(_ isComposing: Bool) throws(SystemError) {
    try note(.composing, isComposing ? "\(Clock.unixSeconds)" : nil)
  }

  /// When the peer is to be called again; nil where nothing keeps one from it.
  public func retry() throws(SystemError) -> Retry? {
    guard let words = try noted(.retry), words.count == 2, let next = Decimal.value(words[0], most: 12),
      let tries = Decimal.value(words[1], most: 6)
    else { return nil }
    return Retry(next: Int64(next), tries: Int(tries))
  }

  /// Notes when, or with nil that nothing keeps one from it.
  public func setRetry(_ retry: Retry?) throws(SystemError) {
    try note(.retry, retry.map { "\(max(0, $0.next)) \(min(max(0, $0.tries), Retry.maximumTries))" })
  }

  private func note(_ note: Note, _ text: String?) throws(SystemError) {
    guard let text else {
      do throws(SystemError) { try spool.directory.remove(note.rawValue) } catch {
        if !error.isMissing { throw error }
      }
      return
    }
    let file = try spool.directory.openOrCreate(note.rawValue, exactly: DurableFile.mode)
    try File.replace(Array((text + "\n").utf8), of: file, name: note.rawValue)
  }

  /// The words of its first line.
  private func noted(_ note: Note) throws(SystemError) -> [Substring]? {
    guard let bytes = try contents(note.rawValue, limit: Conversation.noteBytes) else { return nil }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self).split(separator: " ")
  }
}
