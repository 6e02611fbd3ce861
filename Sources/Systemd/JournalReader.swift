import CSystemd
import Glibc

/// Reads the journal, sd-journal(3): what was logged before, and what is being logged.
@safe public struct JournalReader: ~Copyable {
  /// The longest field that is read, in bytes; longer ones are cut.
  public static let maximumFieldBytes = 64 * 1024
  /// The most fields that are read of one entry.
  public static let maximumFields = 1024

  /// Which journal to read.
  public enum Source: Equatable, Sendable {
    /// This machine's: the system's and the user's own, as far as the user may read them.
    case local
    /// All journal files in a directory.
    case directory(String)
  }

  /// What ended a wait.
  public enum Change: Sendable {
    /// Nothing happened in time.
    case nothing
    /// Entries were added at the end.
    case appended
    /// Journal files came or went; `next()` goes on where it was.
    case rotated
  }

  private let journal: OpaquePointer

  /// Opens a journal, placed before its first entry. Throws when it cannot be read.
  public init(_ source: Source) throws(SystemdError) {
    var opened: OpaquePointer?
    let (result, name): (Int32, String)
    switch source {
    case .local:
      (result, name) = unsafe (sd_journal_open(&opened, Int32(SD_JOURNAL_LOCAL_ONLY)), "this machine's journal")
    case .directory(let path):
      (result, name) = unsafe (sd_journal_open_directory(&opened, path, 0), path)
    }
    try SystemdError.check(result, "\(name) cannot be read")
    guard let opened = unsafe opened else { throw SystemdError("\(name) cannot be read") }
    unsafe journal = opened
    unsafe sd_journal_set_data_threshold(opened, Self.maximumFieldBytes)
  }

  deinit { unsafe sd_journal_close(journal) }

  /// Whether there is any journal file that may be read: without one, an empty result means nothing.
  public var hasFiles: Bool {
    unsafe sd_journal_has_runtime_files(journal) > 0 || sd_journal_has_persistent_files(journal) > 0
  }

  /// Only entries whose `field` has this value are found from now on. Several values for one field: any of them;
  /// several fields: all of them, sd_journal_add_match(3). Throws when the name is no field's.
  public mutating func match(_ field: String, _ value: String) throws(SystemdError) {
    let match = Array("\(field)=\(value)".utf8)
    let result = unsafe match.withUnsafeBytes { unsafe sd_journal_add_match(journal, $0.baseAddress, $0.count) }
    try SystemdError.check(result, "\(field)=\(value) cannot be searched for")
  }

  /// Begins again before the first entry.
  public mutating func seekHead() throws(SystemdError) {
    try SystemdError.check(unsafe sd_journal_seek_head(journal), "the journal cannot be read")
  }

  /// Begins before the first entry that was received at or after a time, in microseconds since 1970.
  public mutating func seek(microseconds: UInt64) throws(SystemdError) {
    try SystemdError.check(unsafe sd_journal_seek_realtime_usec(journal, microseconds), "the journal cannot be read")
  }

  /// Goes to the next entry that matches; false at the end, where `wait` can be tried. Throws when a file is damaged.
  public mutating func next() throws(SystemdError) -> Bool {
    try SystemdError.check(unsafe sd_journal_next(journal), "the journal cannot be read") > 0
  }

  /// All fields of the entry that `next` went to; bytes that are not UTF-8 become U+FFFD.
  public func fields() -> [(name: String, value: String)] {
    var fields: [(name: String, value: String)] = []
    var data: UnsafeRawPointer?
    var length = 0
    unsafe sd_journal_restart_data(journal)
    while fields.count < Self.maximumFields,
      unsafe sd_journal_enumerate_available_data(journal, &data, &length) > 0, let start = unsafe data
    {
      if let field = unsafe Self.split(UnsafeRawBufferPointer(start: start, count: length)) { fields.append(field) }
    }
    return fields
  }

  /// When the entry that `next` went to was received: microseconds since 1970, UTC.
  public var realtimeMicroseconds: UInt64? {
    var microseconds: UInt64 = 0
    return unsafe sd_journal_get_realtime_usec(journal, &microseconds) >= 0 ? microseconds : nil
  }

  /// Waits until the journal changes, at most so many microseconds (`UInt64.max`: for ever).
  public mutating func wait(microseconds: UInt64) throws(SystemdError) -> Change {
    let change = try SystemdError.check(
      unsafe sd_journal_wait(journal, microseconds), "the journal cannot be watched")
    switch Int(change) {
    case Int(SD_JOURNAL_APPEND): return .appended
    case Int(SD_JOURNAL_INVALIDATE): return .rotated
    default: return .nothing
    }
  }

  private static func split(_ data: UnsafeRawBufferPointer) -> (name: String, value: String)? {
    guard let equals = unsafe data.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    return unsafe (
      String(decoding: data[..<equals], as: UTF8.self), String(decoding: data[(equals + 1)...], as: UTF8.self)
    )
  }
}
