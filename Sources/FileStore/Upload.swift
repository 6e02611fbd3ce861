import Processes
import Spool

/// An upload under way. Where it is neither committed nor discarded, what has come is kept, to be gone on with later; but
/// what has filled the disk or the quota is not, and neither is what was to be added to a file.
public struct Upload: ~Copyable {
  /// How many bytes are taken at once at most: what a pipe of the size that handlers have holds.
  public static let pieceBytes = 1 << 20
  /// After how many bytes at most it is looked again how much the peer has.
  static let stepBytes: UInt64 = 4 << 20

  /// What becomes of what has come when this goes.
  private enum Fate { case kept, cutBack, discarded, committed }

  private let incoming: Incoming
  private let path: [String]
  private let isDrop: Bool
  /// What collects, among the parts.
  private let name: String
  private let file: Descriptor
  /// What is added to a file is collected apart; then the part is there to be locked only.
  private let beside: FileLock?
  private let start: Int64
  private var end: Int64
  private var room: UInt64 = 0
  private var fate = Fate.kept

  init(
    _ incoming: Incoming, _ path: [String], _ name: String, _ lock: consuming FileLock, from start: Int64,
    beside: consuming FileLock? = nil, isDrop: Bool
  ) {
    (self.incoming, self.path, self.name, self.isDrop) = (incoming, path, name, isDrop)
    (self.start, end) = (start, start)
    file = lock.keepingLock()
    self.beside = beside
  }

  deinit {
    let isMore = beside != nil
    switch fate {
    case .committed: break
    case .discarded: try? incoming.parts.directory.remove(name)
    case .kept where end == 0 || isMore, .cutBack where start == 0 || isMore: try? incoming.parts.directory.remove(name)
    case .kept: break
    case .cutBack: try? File.setLength(start, of: file, name: name)
    }
    if isMore { try? incoming.parts.directory.remove(Parts.name(path)) }
  }

  /// How many bytes the file has so far, those before the upload's beginning too.
  public var length: UInt64 { UInt64(end) }

  /// Takes what waits in a pipe, which is non-blocking; ``Transfer/ended`` once it is empty and nobody writes to it any
  /// more. After an error nothing more can be taken.
  public mutating func take(from pipe: Int32, atMost most: Int = pieceBytes) throws(StoreError) -> Transfer {
    try look(for: 1)
    // One byte too many is no end of file.
    let most = min(most, Int(clamping: max(room, 1)))
    let transfer = Splice.fromPipe(pipe, to: file.number, at: &end, atMost: most)
    if case .failed(let code) = transfer { throw failed(SystemError("take an upload", code: code)) }
    try count(UInt64(transfer.count))
    return transfer
  }

  /// Adds bytes. After an error nothing more can be added.
  public mutating func append(_ bytes: RawSpan) throws(StoreError) {
    try look(for: UInt64(bytes.byteCount))
    try count(UInt64(bytes.byteCount))
    do throws(SystemError) { try File.write(bytes, to: file, at: &end, name: "an upload") } catch {
      throw failed(error)
    }
  }

  /// Adds bytes. After an error nothing more can be added.
  public mutating func append(_ bytes: [UInt8]) throws(StoreError) {
    try look(for: UInt64(bytes.count))
    try count(UInt64(bytes.count))
    do throws(SystemError) { try File.write(bytes, to: file, at: &end, name: "an upload") } catch {
      throw failed(error)
    }
  }

  /// Gives the file its name, in place of a file that has it, and returns once all of that is durable: only then may anybody
  /// be told yes. `modified` is when its contents changed last, in seconds since 1970. After an error the name stands for
  /// what it stood for before, or for the new file, whole; and what has come is kept, unless the disk has failed it.
  public consuming func commit(modified: Int64? = nil) throws(StoreError) {
    do throws(SystemError) {
      if let modified { try File.setModified(modified, of: file, name: "an upload") }
      try File.synchronise(file, name: "an upload")
    } catch {
      // What could not be written once is not told from what was (fsync(2)).
      fate = .discarded
      throw incoming.failure(error)
    }
    var isPlaced = false
    defer { if isPlaced { fate = .committed } }
    do throws(StoreError) {
      try incoming.place(name, UInt64(end), at: path, replacing: !isDrop, &isPlaced)
    } catch {
      // Who may only drop cannot go on with what has a name by now.
      if error == .exists { fate = .discarded }
      throw error
    }
  }

  /// Ends it, and keeps what has come.
  public consuming func keep() {}

  /// Ends it, and keeps nothing.
  public consuming func discard() { fate = .discarded }

  /// Begins with the first bytes of a file that is there.
  mutating func copy(_ source: borrowing Descriptor) throws(StoreError) {
    try look(for: UInt64(start))
    try count(UInt64(start))
    do throws(SystemError) { try File.copy(start, from: source, to: file, name: name) } catch { throw failed(error) }
  }

  private mutating func failed(_ error: SystemError) -> StoreError {
    fate = .cutBack
    return incoming.failure(error)
  }

  /// Sees to it that ``room`` says how many bytes may come before it is to be looked again.
  private mutating func look(for count: UInt64) throws(StoreError) {
    guard count > room else { return }
    room = .max
    guard incoming.quota != nil else { return }
    var left = try incoming.usage().room ?? .max
    if count > left { left = try incoming.usage(countingAgain: true).room ?? .max }
    // Others of the peer's uploads take from the same.
    room = min(left, max(count, min(left / 4, Upload.stepBytes), Upload.stepBytes / 16))
  }

  private mutating func count(_ count: UInt64) throws(StoreError) {
    if count > room {
      fate = .cutBack
      throw .overQuota
    }
    if room != .max { room -= count }
  }
}
