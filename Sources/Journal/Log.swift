import Glibc

/// Sends records to the journal, or to standard error where there is none, and does not wait, or no longer than it is
/// told to: what cannot be sent in time is counted, and the next record that goes through says so in `PEERTLS_LOST`.
///
/// A program that logs to standard error should ignore SIGPIPE, as a reader can vanish at any time.
public struct Log: ~Copyable {
  /// The longest patience, in milliseconds.
  public static let maximumPatience: Int32 = 10_000
  /// Records that could not be sent since the last that could.
  public private(set) var lost: UInt64 = 0
  private let journal: Int32?
  private let identifier: String
  private let lines: Int32
  private let patience: Int32

  /// Logs to `journal`, a connected AF_UNIX datagram socket that stays the caller's, or if that is nil in lines to
  /// the descriptor `lines`, standard error.
  /// `identifier` is the program's name: 1 to 64 of A-Z a-z 0-9 . _ -; other characters are dropped.
  /// `patience` is how many milliseconds, 0 to `maximumPatience`, a record may wait for room: none in the acceptor, for
  /// whom everybody waits; some in a session, which has only itself to hold up and whose audit matters more.
  public init(journal: Int32?, identifier: String, lines: Int32 = 2, patience: Int32 = 0) {
    self.journal = journal
    self.identifier = identifier
    self.lines = lines
    self.patience = min(max(patience, 0), Self.maximumPatience)
  }

  /// Others have lost so many records.
  public mutating func add(lost others: UInt64) { lost += min(others, .max - lost) }

  /// Says what was lost, if that can be said now. System calls: sendto, write, clock_gettime.
  public mutating func tellLost() {
    guard lost > 0 else { return }
    let before = lost
    send(Record(.recordsLost, priority: .warning, message: "\(lost) records could not be logged"))
    if lost > 0 { lost = before }
  }

  /// Sends a record, or counts it as lost. System calls: sendto, poll, write, clock_gettime.
  public mutating func send(_ record: Record) {
    var record = record
    if lost > 0 { record[.lost] = String(lost) }
    if journal == nil { record[.time] = String(Transport.realtimeMicroseconds) }
    let sent =
      if let journal {
        Transport.send(record.encodeNative(identifier: identifier), socket: journal, patience: patience)
      } else {
        Transport.write(line: record.encodeLine(identifier: identifier), descriptor: lines, patience: patience)
      }
    if sent {
      lost = 0
    } else if lost < .max {
      lost += 1
    }
  }

  /// Writes a line that is no event to standard error, `<4>IDENTIFIER: TEXT`, if that takes it at once. System calls:
  /// sendto, poll, write, clock_gettime.
  public static func note(_ text: String, priority: Priority, identifier: String) {
    let line = "<\(priority.rawValue)>\(identifier.asIdentifier): \(text.cut(Record.maximumValueBytes).escaped([]))\n"
    _ = Transport.write(line: Array(line.utf8), descriptor: 2, patience: 0)
  }

  /// Opens a socket to journald, close-on-exec, for the caller to own; nil if there is no journal at `path`.
  public static func connectJournal(path: String = journalPath) -> Int32? { Transport.connect(path: path) }

  /// Connects it to the journald that is there now, where the one before has gone with its socket; with it all copies of
  /// the socket that other processes have. Whether there is one. System call: connect.
  @discardableResult
  public static func reconnect(journal: Int32, path: String = journalPath) -> Bool {
    Transport.connect(journal, path: path)
  }

  /// A stream to the journal, close-on-exec, for the caller to own: what is written to it are lines, with priorities as
  /// in sd-daemon(3). Nil where there is no journal. The protocol is that of sd_journal_stream_fd(3).
  public static func connectStream(identifier: String, path: String = "/run/systemd/journal/stdout") -> Int32? {
    guard let stream = Transport.connect(path: path, SOCK_STREAM) else { return nil }
    let header = "\(identifier.asIdentifier)\n\n\(Priority.info.rawValue)\n1\n0\n0\n0\n"
    _ = Transport.send(Array(header.utf8), socket: stream, patience: 0)
    return stream
  }

  /// Where journald takes records (systemd-journald.service(8)).
  public static let journalPath = "/run/systemd/journal/socket"
}
