import Glibc
import Processes
import Spool

/// A message that this process has taken out of others' reach; letting it go gives it back.
public struct TakenMail: ~Copyable {
  /// What it is called.
  public let name: String
  /// From whom and to whom it is; nil where the file is no message, which can only fail.
  public let envelope: Envelope?
  /// The bytes of the message, without the envelope.
  public let length: Int
  /// When it was queued, in seconds since 1970.
  public var queued: Int64 { Int64((UniqueName.time(name) ?? 0) / 1_000_000) }

  private let lock: FileLock
  private let start: Int
  private let box: Directory

  private init(
    name: String, envelope: Envelope?, start: Int, length: Int, lock: consuming FileLock, box: consuming Directory
  ) {
    (self.name, self.envelope, self.start, self.length) = (name, envelope, start, length)
    self.lock = lock
    self.box = box
  }

  static func take(
    _ name: String, _ box: MailQueue.Box, of queue: borrowing MailQueue
  ) throws(SystemError) -> TakenMail? {
    guard UniqueName.time(name) != nil else { return nil }
    let directory = try queue.directory(box)
    let lock: FileLock
    do throws(SystemError) {
      guard let taken = try FileLock.take(try directory.openToChange(name)) else { return nil }
      lock = taken
    } catch {
      if error.isNoMessage { return nil }
      throw error
    }
    // Whoever had it may have sent it between the opening and the lock; no name is ever used twice.
    guard try directory.entry(name) != nil else { return nil }
    let size = Int(clamping: try FileStatus(of: lock.file, name: name).length)
    var head: [UInt8] = []
    _ = try File.append(to: &head, from: lock.file, at: 0, count: Envelope.maximumBytes, name: name)
    let read = Envelope.read(head[...])
    let start = read?.message ?? 0
    return TakenMail(
      name: name, envelope: read?.envelope, start: start, length: max(0, size - start), lock: lock, box: directory)
  }

  /// The message; over the limit of the queue it is EFBIG.
  public func message() throws(SystemError) -> [UInt8] {
    let limit = MailQueue.maximumMessageBytes + Envelope.maximumBytes
    var bytes = try File.contents(of: lock.file, limit: limit, name: name)
    bytes.removeFirst(min(start, bytes.count))
    return bytes
  }

  /// Takes it out of the queue, durably: it has gone, or nobody wants it any more. Its notes go with it, or with the next
  /// sweep.
  public consuming func remove(_ queue: borrowing MailQueue) throws(SystemError) {
    try Spool.remove(name, from: box)
    try? queue.setAttempt(nil, of: name)
  }

  /// Removes it where it has no notes.
  consuming func remove() throws(SystemError) { try Spool.remove(name, from: box) }

  /// Notes that it could not be sent now.
  public func note(_ attempt: Attempt, _ queue: borrowing MailQueue) throws(SystemError) {
    try queue.setAttempt(attempt, of: name)
  }

  /// Moves it to the failed ones, durably, with the reason.
  public consuming func fail(_ attempt: Attempt, _ queue: borrowing MailQueue) throws(SystemError) {
    try queue.setAttempt(attempt, of: name)
    try Spool.move(name, from: box, to: queue.failed, as: name)
  }
}
