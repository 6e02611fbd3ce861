import Glibc
import Processes
import Spool

/// The messages that are to go: one file a message and recipient. Any number of processes use it at once.
///
/// A message is queued (its file is in `waiting/`), being sent (its file is locked there), failed (in `failed/`), or gone,
/// with its file. What was tried is in `tried/`, by the message's name, and `contacts/`, by the contact's. Whoever is killed
/// loses nothing: a message's file is taken away only when the other side has said that it has stored it. Was that said and
/// not heard, or not noted, then the message is sent again; the other side knows it by its Message-ID and our key.
public struct MailQueue: ~Copyable {
  /// The most bytes of a message: 64 MiB.
  public static let maximumMessageBytes = 64 << 20
  /// The most messages that wait.
  public static let maximumWaiting = 16_384
  /// The most recipients that one message is queued for at once.
  public static let maximumRecipients = 1000

  /// Where a message can be.
  public enum Box: String, Sendable { case waiting, failed }

  /// What is made and removed to prove that this can be done: no message's name, and always the same.
  private static let probeName = ".probe"

  private let spool: Spool
  let waiting: Directory
  let failed: Directory
  private let tried: Directory
  private let contacts: Directory

  /// The queue's own directory, in the directory of the mail.
  public static let directoryName = "queue"

  /// Opens the queue of a directory of mail, which is there; what it needs is made.
  public init(in path: String) throws(SystemError) {
    let outer = try Spool(try Directory(path))
    let spool = try Spool(try outer.makeDirectory(MailQueue.directoryName, in: outer.directory))
    let waiting = try spool.makeDirectory(Box.waiting.rawValue, in: spool.directory)
    let failed = try spool.makeDirectory(Box.failed.rawValue, in: spool.directory)
    let tried = try spool.makeDirectory("tried", in: spool.directory)
    let contacts = try spool.makeDirectory("contacts", in: spool.directory)
    self.spool = spool
    self.waiting = waiting
    self.failed = failed
    self.tried = tried
    self.contacts = contacts
  }

  /// Queues a message for each of several recipients, and returns their names in the same order. When it returns all are
  /// durable. When it throws none is there, but for those that another process has begun to send. Over
  /// ``maximumMessageBytes`` it is EMSGSIZE, over ``maximumWaiting`` EDQUOT, and a value that does not fit into an envelope
  /// EINVAL.
  public func put(_ message: [UInt8], for envelopes: [Envelope]) throws(SystemError) -> [String] {
    guard message.count <= MailQueue.maximumMessageBytes else { throw SystemError("queue a message", code: EMSGSIZE) }
    guard envelopes.count <= MailQueue.maximumRecipients,
      try names(in: .waiting).count <= MailQueue.maximumWaiting - envelopes.count
    else { throw SystemError("queue a message", code: EDQUOT, reason: "too many messages wait") }
    var names = UniqueNames()
    var made: [String] = []
    do throws(SystemError) {
      for envelope in envelopes {
        guard let head = envelope.encode() else { throw SystemError("queue a message", code: EINVAL) }
        var file = try spool.file()
        try file.append(head)
        try file.append(message)
        let name = names.next()
        try file.commit(as: name, into: waiting)
        made.append(name)
      }
    } catch {
      for name in made { if let mail = try? take(name) { try? mail.remove() } }
      throw error
    }
    return made
  }

  /// The names of the messages in a box, the oldest first.
  public func names(in box: Box) throws(SystemError) -> [String] {
    try directory(box).names(limit: MailQueue.maximumWaiting).filter { UniqueName.time($0) != nil }
  }

  /// Takes a message, so that nobody else sends, fails or removes it while the result lives; nil where another has it, or it
  /// is not there.
  public func take(_ name: String, in box: Box = .waiting) throws(SystemError) -> TakenMail? {
    try TakenMail.take(name, box, of: self)
  }

  /// Whom a message is for, and its length without the envelope; nil where it has gone, or is no message.
  public func look(at name: String, in box: Box) throws(SystemError) -> (envelope: Envelope, bytes: Int)? {
    do throws(SystemError) {
      let file = try directory(box).open(name)
      let length = try FileStatus(of: file, name: name).length
      var head: [UInt8] = []
      _ = try File.append(to: &head, from: file, at: 0, count: Envelope.maximumBytes, name: name)
      guard let (envelope, start) = Envelope.read(head[...]) else { return nil }
      return (envelope, max(0, Int(clamping: length) - start))
    } catch {
      if error.isNoMessage { return nil }
      throw error
    }
  }

  /// Moves to the failed ones, durably, what has a message's name and is no file, such as a link: nobody can take it. False
  /// where there is nothing of that kind.
  public func putAside(_ name: String) throws(SystemError) -> Bool {
    guard let entry = try waiting.entry(name), entry.kind != .regular else { return false }
    try Spool.move(name, from: waiting, to: failed, as: name)
    return true
  }

  /// Throws where what waits could not be removed when it has gone, such as in a directory that is read-only or append-only:
  /// it would be sent again and again. A full disk hinders no removal.
  public func proveRemoval() throws(SystemError) {
    do throws(SystemError) {
      _ = try waiting.openOrCreate(MailQueue.probeName, exactly: DurableFile.mode)
      try waiting.remove(MailQueue.probeName)
    } catch {
      // Another process is proving the same.
      if error.isMissing || error.storageFailure == .noSpace { return }
      throw SystemError("remove from the queue what has gone", code: error.code)
    }
  }

  /// Whether a process has taken a message that waits.
  public func isTaken(_ name: String) throws(SystemError) -> Bool {
    do throws(SystemError) { return try FileLock.isHeldByAnother(try waiting.open(name)) } catch {
      if error.isNoMessage { return false }
      throw error
    }
  }

  /// What is known of the tries of a message; nil where there were none.
  public func attempt(of name: String) throws(SystemError) -> Attempt? { try MailQueue.read(name, in: tried) }

  /// Notes it. For who has taken the message.
  public func setAttempt(_ attempt: Attempt?, of name: String) throws(SystemError) {
    try note(attempt, name, in: tried)
  }

  /// What is known of calling a contact in vain; nil where nothing keeps from it.
  public func attempt(ofContact contact: String) throws(SystemError) -> Attempt? {
    try MailQueue.read(MailQueue.fileName(contact), in: contacts)
  }

  /// Notes it, or with nil that nothing keeps from calling.
  public func setAttempt(_ attempt: Attempt?, ofContact contact: String) throws(SystemError) {
    try note(attempt, MailQueue.fileName(contact), in: contacts)
  }

  /// Removes the notes of messages that are no more: whoever removed these was killed before their notes.
  public func sweep() throws(SystemError) {
    // The notes first: a message that comes after this has none among them.
    let notes = try tried.names(limit: MailQueue.maximumWaiting)
    let known = Set(try names(in: .waiting)).union(try names(in: .failed))
    for name in notes where !known.contains(name) { try? tried.remove(name) }
    try? waiting.remove(MailQueue.probeName)
  }

  func directory(_ box: Box) throws(SystemError) -> Directory {
    switch box {
    case .waiting: try waiting.duplicate()
    case .failed: try failed.duplicate()
    }
  }

  private func note(_ attempt: Attempt?, _ name: String, in directory: borrowing Directory) throws(SystemError) {
    if let attempt { return try spool.replace(attempt.encode(), as: name, in: directory) }
    do throws(SystemError) { try directory.remove(name) } catch {
      if !error.isMissing { throw error }
    }
  }

  /// What is no file is no note.
  private static func read(_ name: String, in directory: borrowing Directory) throws(SystemError) -> Attempt? {
    do throws(SystemError) { return Attempt(parsing: try directory.contents(name, limit: Attempt.maximumBytes)) } catch
    {
      if error.isNoMessage || error.code == EFBIG { return nil }
      throw error
    }
  }

  /// A contact's name as a file's: what is not a letter, digit, `-` or `_` of ASCII is `=` and two hexadecimal digits. Very
  /// long ones that begin alike share a file.
  private static func fileName(_ contact: String) -> String {
    var name = ""
    for byte in contact.utf8 {
      let scalar = Unicode.Scalar(byte)
      if scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains(scalar)) {
        name.unicodeScalars.append(scalar)
      } else {
        name += "=" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }
      if name.utf8.count >= 200 { break }
    }
    return name.isEmpty ? "=" : name
  }
}

extension SystemError {
  /// There is nothing of that name, or something that is no file: a link, a directory, a pipe or a socket.
  var isNoMessage: Bool { isMissing || [ELOOP, EISDIR, EINVAL, ENXIO].contains(code) }
}
