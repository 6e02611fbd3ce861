import Glibc
import Policy
import Processes
import TLS

/// A file of ours that is on its way here: written under a name of its own in the directory that it is for, and renamed
/// when it is whole. It stays there when it is not, to be gone on with.
final class PartFile {
  /// What stands behind a file's name, and a dot before it.
  static let suffix = ".peertls-part"

  /// As errors name it.
  private let shown: String
  private let name: String
  private let part: String
  private let directory: LocalDirectory
  private let lock: FileLock
  private var digest: Digest
  /// How many bytes it has.
  private(set) var length: UInt64
  /// So many of them are in the digest.
  private var digested: UInt64 = 0
  private var isCommitted = false

  private init(
    _ name: String, _ part: String, _ directory: LocalDirectory, _ lock: consuming FileLock,
    _ digest: consuming Digest, length: UInt64
  ) {
    (self.name, self.part, self.directory, self.length) = (name, part, directory, length)
    self.lock = lock
    self.digest = digest
    shown = directory.shown(part)
  }

  /// Opens that of a name, or makes it. Another that is at it already is an error.
  static func open(_ name: String, in directory: LocalDirectory) throws(TransferError) -> PartFile {
    let part = PartFile.name(for: name)
    let digest = try TransferError.digesting { () throws(TLSError) in try Digest() }
    do throws(SystemError) {
      let file = try directory.handle.openOrCreate(part, exactly: File.usualMode(0o666))
      let entry = try DirectoryEntry(of: file, name: part)
      let length = UInt64(entry.length)
      // Whoever had it before us may have given it its name.
      if let lock = try FileLock.take(file), try directory.handle.entry(part)?.identity == entry.identity {
        return PartFile(name, part, directory, lock, digest, length: length)
      }
    } catch {
      throw .file(
        Failure(.cannotCreate, "\(directory.shown(part)): \(error.reason ?? SystemError.text(error.code))"))
    }
    throw .file(Failure(.temporary, "\(directory.shown(name)): another peertls is getting this file"))
  }

  // Nothing is no beginning.
  deinit { if !isCommitted && length == 0 { try? directory.handle.remove(part) } }

  /// Forgets what it has.
  func empty() throws(TransferError) {
    digest = try TransferError.digesting { () throws(TLSError) in try Digest() }
    (length, digested) = (0, 0)
  }

  /// Makes ready to be written on, behind what it has; `glance` is called now and then while that is read for the digest.
  func resume(_ glance: () throws(TransferError) -> Void) throws(TransferError) {
    var buffer = Buffer(capacity: DataTransfer.bufferSize)
    while digested < length {
      let (start, most, number) = (Int64(digested), Int(clamping: length - digested), lock.file.number)
      var outcome = Transfer.ended
      buffer.fill { room in
        outcome = Bytes.read(number, at: start, into: &room, atMost: most)
        return outcome.count
      }
      guard case .moved(let count) = outcome else { break }
      buffer.drain { bytes in
        digest.update(bytes)
        return bytes.byteCount
      }
      digested += UInt64(count)
      try glance()
    }
    // What could not be read again comes again.
    length = digested
    try TransferError.local { () throws(SystemError) in
      try File.setLength(Int64(length), of: lock.file, name: shown)
    }
  }

  /// Adds what has arrived.
  func append(_ bytes: RawSpan) throws(TransferError) {
    var place = Int64(length)
    try TransferError.local { () throws(SystemError) in
      try File.write(bytes, to: lock.file, at: &place, name: shown)
    }
    digest.update(bytes)
    length += UInt64(bytes.byteCount)
    digested = length
  }

  /// SHA-256 of what it has.
  func sha256() throws(TransferError) -> Fingerprint {
    try TransferError.digesting { () throws(TLSError) in try digest.value() }
  }

  /// Gives it its name, once all of it is durable. A name that is taken meanwhile is an error, unless it is `replacing`.
  func commit(modified: Int64?, replacing: Bool) throws(TransferError) {
    try TransferError.local { () throws(SystemError) in
      if let modified { try File.setModified(modified, of: lock.file, name: shown) }
      try File.synchronise(lock.file, name: shown)
      try directory.handle.rename(part, to: directory.handle, as: name, replacing: replacing)
      isCommitted = true
      try directory.handle.synchronise()
    }
  }

  /// The part's name for a name: of a long one the beginning, and what tells it from others with the same.
  private static func name(for name: String) -> String {
    let room = Directory.maximumNameBytes - suffix.utf8.count - 1
    guard name.utf8.count > room else { return "." + name + suffix }
    let hash = Certificate.fingerprint(of: Array(name.utf8)).description.prefix(16)
    var kept = ""
    for character in name {
      guard kept.utf8.count + character.utf8.count + hash.utf8.count < room else { break }
      kept.append(character)
    }
    return "." + kept + "~" + hash + suffix
  }
}
