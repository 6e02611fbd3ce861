import Digests
import Glibc
import Peers
import Processes
import Spool

/// What has come of uploads that are not whole: a file each, called after its path's digest, and locked while an upload is
/// under way.
///
/// What an interrupted upload leaves can be gone on with for a time, usually ``FileStore/partSeconds``. What is added to a
/// file that is there is collected beside its part, in one called `.more`: that begins with a copy of the file, and is
/// nothing without it.
struct Parts: ~Copyable {
  static let directoryName = "parts"
  private static let more = ".more"
  /// What says by its time when all peers' parts were looked at.
  private static let sweptName = ".swept"
  private static let sweepSeconds: Int64 = 86_400

  let directory: Directory

  /// Opens them, and removes what has lain unchanged for longer than `kept` seconds. `now` is in seconds since 1970.
  init(_ directory: consuming Directory, kept: Int64, now: Int64) throws(SystemError) {
    self.directory = directory
    let oldest = (now - kept).multipliedReportingOverflow(by: 1_000_000_000).partialValue
    for (name, entry) in try all() where entry.changedNanoseconds < oldest || name.hasSuffix(Parts.more) {
      // What cannot be removed now may be the next time.
      _ = try? removeAlone(name, entry)
    }
  }

  static func name(_ path: [String]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let digest = SHA256.digest(Array(path.joined(separator: "/").utf8))
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  static func nameForMore(_ name: String) -> String { name + more }

  /// Locks a part, and makes it where there is none; nil while an upload has it.
  func take(_ name: String) throws(SystemError) -> FileLock? {
    // Whoever had it may have renamed or removed it before the lock was ours.
    for _ in 0..<100 {
      if try directory.entry(name) == nil { try makeRoom() }
      guard let file = try openOrCreate(name) else { continue }
      guard let lock = try FileLock.take(file) else { return nil }
      let entry = try DirectoryEntry(of: lock.file, name: name)
      guard try directory.entry(name)?.identity == entry.identity else { continue }
      if entry.nameCount == 1 { return lock }
      // A crash has left the name of what has another in the peer's directory by now.
      try directory.remove(name)
    }
    throw SystemError("lock a part", code: EAGAIN)
  }

  /// Nil where it went while this looked.
  private func openOrCreate(_ name: String) throws(SystemError) -> Descriptor? {
    do throws(SystemError) { return try directory.openOrCreate(name, exactly: DurableFile.mode) } catch {
      if error.isMissing, try !directory.isRemoved() { return nil }
      throw error
    }
  }

  /// How much of a part can be gone on with, in bytes. What a power cut has left as a hole was never written.
  static func length(_ file: borrowing Descriptor) throws(SystemError) -> Int64 {
    min(
      try DirectoryEntry(of: file, name: "a part").length, try File.lengthToFirstHole(of: file, name: "a part"))
  }

  /// The same of the one of that name; 0 where there is none.
  func length(_ name: String) throws(SystemError) -> Int64 {
    do throws(SystemError) { return try Parts.length(try directory.open(name)) } catch {
      if error.isMissing { return 0 }
      throw error
    }
  }

  /// All parts together, in bytes.
  func bytes() throws(SystemError) -> UInt64 {
    var sum: UInt64 = 0
    try directory.forEachEntry { (_, entry) throws(SystemError) in
      if entry.kind == .regular { sum = sum.adding(UInt64(max(0, entry.length))) }
      return true
    }
    return sum
  }

  /// Removes a part and what is being added; false while an upload has it.
  func remove(_ name: String) throws(SystemError) -> Bool {
    if try directory.entry(name) == nil { return true }
    guard let lock = try take(name) else { return false }
    try directory.remove(name)
    _ = consume lock
    return true
  }

  /// Once a day the parts of all peers, for some never come back.
  static func sweepAll(_ root: borrowing Directory, kept: Int64, now: Int64) throws(SystemError) {
    if let last = try root.entry(sweptName), (now - sweepSeconds + 1...now).contains(last.modified) { return }
    let stamp = try root.openOrCreate(sweptName, exactly: DurableFile.mode)
    try File.setModified(now, of: stamp, name: sweptName)
    for name in try PeerDirectories.names(in: root) {
      guard let directory = try? root.directory(at: [name, Incoming.ownName, directoryName], .refused) else { continue }
      _ = try? Parts(directory, kept: kept, now: now)
    }
  }

  /// The oldest goes where there are too many; those that are being uploaded stay.
  private func makeRoom() throws(SystemError) {
    let found = try all()
    guard found.count >= FileStore.maximumParts else { return }
    for (name, entry) in found.sorted(by: { $0.entry.changedNanoseconds < $1.entry.changedNanoseconds }) {
      if (try? removeAlone(name, entry)) == true { return }
    }
    throw SystemError("begin another upload", code: EAGAIN)
  }

  private func all() throws(SystemError) -> [(name: String, entry: DirectoryEntry)] {
    var found: [(name: String, entry: DirectoryEntry)] = []
    try directory.forEachEntry { (bytes, entry) throws(SystemError) in
      if let name = String(validating: bytes, as: UTF8.self), entry.kind == .regular { found.append((name, entry)) }
      return found.count < Directory.maximumListing
    }
    return found
  }

  /// Removes one that nobody has, and that is still what it was.
  private func removeAlone(_ name: String, _ entry: DirectoryEntry) throws(SystemError) -> Bool {
    guard let lock = try FileLock.take(try directory.openToChange(name)) else { return false }
    guard try DirectoryEntry(of: lock.file, name: name) == entry, try directory.entry(name) == entry else {
      return false
    }
    try directory.remove(name)
    return true
  }
}

extension FileStore {
  /// How long an interrupted upload can usually be gone on with after its last byte, in seconds: 7 days.
  public static let partSeconds: Int64 = 7 * 86_400
  /// How many uploads of a peer can be under way or interrupted; beyond that the oldest interrupted one goes.
  public static let maximumParts = 64
}
