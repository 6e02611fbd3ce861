import FTP

/// What LIST, NLST and MLSD send: entries, turned into lines while they go.
struct Listing {
  /// How a line is written.
  enum Form {
    /// As `ls -l` has it, for whom it is that time.
    case long(now: Int64)
    /// With these facts.
    case facts([Fact])
    /// The name, after what leads to it.
    case name(after: String)
  }

  /// So much is written at once, in bytes, or one line more.
  static let pieceBytes = 64 * 1024

  private let entries: [ListedEntry]
  private let form: Form
  private var next = 0

  init(_ entries: [ListedEntry], _ form: Form) { (self.entries, self.form) = (entries, form) }

  /// The next lines; nil after the last.
  mutating func piece() -> [UInt8]? {
    guard next < entries.count else { return nil }
    var bytes: [UInt8] = []
    while next < entries.count, bytes.count < Listing.pieceBytes {
      switch form {
      case .long(let now): bytes += entries[next].longLine(now: now)
      case .facts(let facts): bytes += entries[next].machineLine(facts)
      case .name(let prefix): bytes += Array(prefix.utf8) + entries[next].nameLine
      }
      next += 1
    }
    return bytes
  }
}
