/// Sends records to the journal, or to standard error where there is none, and never waits: what cannot be sent at
/// once is counted, and the next record that goes through says so in `PEERTLS_LOST`.
///
/// A program that logs to standard error should ignore SIGPIPE, as a reader can vanish at any time.
public struct Log: ~Copyable {
  /// Records that could not be sent since the last that could.
  public private(set) var lost: UInt64 = 0
  private let journal: Int32?
  private let identifier: String

  /// Logs to `journal`, a connected AF_UNIX datagram socket that stays the caller's, or to descriptor 2 if nil.
  /// `identifier` is the program's name: 1 to 64 of A-Z a-z 0-9 . _ -; other characters are dropped.
  public init(journal: Int32?, identifier: String) {
    self.journal = journal
    self.identifier = identifier
  }

  /// Sends a record, or counts it as lost. System calls: sendto, poll, write.
  public mutating func send(_ record: Record) {
    var record = record
    if lost > 0 { record[.lost] = String(lost) }
    let sent =
      if let journal {
        Transport.send(record.encodeNative(identifier: identifier), socket: journal)
      } else {
        Transport.write(line: record.encodeLine(identifier: identifier), descriptor: 2)
      }
    if sent {
      lost = 0
    } else if lost < .max {
      lost += 1
    }
  }

  /// Opens a socket to journald, close-on-exec, for the caller to own; nil if there is no journal at `path`.
  public static func connectJournal(path: String = "/run/systemd/journal/socket") -> Int32? {
    Transport.connect(path: path)
  }
}
