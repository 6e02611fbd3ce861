import Policy
import Processes
import TLS

/// A regular file of ours that is read to be sent, and the SHA-256 of what was read.
final class LocalFile {
  /// As the person is shown it.
  let name: String
  /// How many bytes it had when it was opened: that many are read of it, also where it grows.
  let length: UInt64
  /// Seconds since 1970.
  let modified: Int64
  private let file: Descriptor
  private var digest: Digest
  /// So many bytes are in the digest, and the next that is read is behind them.
  private(set) var position: UInt64 = 0

  init(_ file: consuming Descriptor, name: String) throws(TransferError) {
    digest = try TransferError.digesting { () throws(TLSError) in try Digest() }
    do throws(SystemError) {
      let entry = try DirectoryEntry(of: file, name: name)
      (self.name, length, modified) = (name, UInt64(entry.length), entry.modified)
    } catch {
      throw TransferError(error)
    }
    self.file = file
  }

  /// Puts what comes next into the room, at most so much; how much, 0 at the end.
  func read(into room: inout MutableRawSpan, atMost most: Int = .max) throws(TransferError) -> Int {
    guard position < length else { return 0 }
    let wanted = min(most, Int(clamping: length - position))
    switch Bytes.read(file.number, at: Int64(position), into: &room, atMost: wanted) {
    case .moved(let count):
      digest.update(room.bytes.extracting(first: count))
      position += UInt64(count)
      return count
    case .ended, .wouldBlock: return 0
    case .failed(let code): throw TransferError(SystemError("read \(name)", code: code))
    }
  }

  /// The next that is read is what begins at an offset, and what is before it is in the digest; `glance` is called now and
  /// then. False where the file ends before that.
  func proceed(to offset: UInt64, _ glance: () throws(TransferError) -> Void) throws(TransferError) -> Bool {
    if offset < position {
      digest = try TransferError.digesting { () throws(TLSError) in try Digest() }
      position = 0
    }
    var buffer = Buffer(capacity: DataTransfer.bufferSize)
    while position < offset {
      let most = Int(clamping: offset - position)
      buffer.clear()
      try buffer.fill { room throws(TransferError) in try read(into: &room, atMost: most) }
      if buffer.isEmpty { return false }
      try glance()
    }
    return true
  }

  /// SHA-256 of what was read.
  func sha256() throws(TransferError) -> Fingerprint {
    try TransferError.digesting { () throws(TLSError) in try digest.value() }
  }
}
