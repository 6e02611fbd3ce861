import Digests
import Processes
import SMTP
import Spool

/// A message that arrives: what of it has been read, and the file in which it waits.
struct IncomingMessage: ~Copyable {
  /// Lines, or any octets.
  let isText: Bool
  var header = HeaderReader()
  var rules: TextRules
  var report = ReportReader()
  /// The message so far, with what is put before it.
  private var file: DurableFile?
  /// Bytes so far, as the peer sends them.
  var size = 0
  /// Bytes that were skipped after it was refused.
  var skipped = 0
  /// Why it is refused.
  private(set) var refusal: Refusal?
  /// What it is known by again.
  var identity: SHA256

  init(isText: Bool, limitsLines: Bool) {
    self.isText = isText
    rules = TextRules(limitsLines: limitsLines)
    identity = SHA256()
  }

  /// Refuses it: what has come of it goes at once.
  mutating func refuse(_ refusal: Refusal) {
    // Not through an optional chain from outside: Swift 6.3 lets go of what is overwritten so without destroying it.
    file = nil
    self.refusal = refusal
  }

  /// Gives it the file in which it waits.
  mutating func begin(_ file: consuming DurableFile) { self.file = consume file }

  /// Takes the file away, whole.
  mutating func takeFile() -> DurableFile? { file.take() }

  /// Adds to the file, in the form in which messages are kept: see `Depot.linesEndWithLF`.
  mutating func write(_ piece: ArraySlice<UInt8>, linesEndWithLF: Bool) throws(SystemError) {
    guard !piece.isEmpty else { return }
    // There is no CR but those of line ends: the rules see to it.
    let bytes = linesEndWithLF && isText ? piece.filter { $0 != 0x0d } : Array(piece)
    try file?.append(bytes)
  }
}
