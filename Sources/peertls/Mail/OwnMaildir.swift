import MIME
import Maildir
import Processes
import SMTP
import Spool
import TLS

/// The Maildir of the node's owner, in the directory of the mail: where peertls-smtp(8) puts what comes, and where the
/// owner's copies and the reports of the queue go as well.
struct OwnMaildir {
  private static let name = "Maildir"

  /// The directory of the mail.
  let stateDirectory: String

  /// Keeps a message, in CRLF form, durably, with the fields of a delivery before it. One with the same `identity` is kept
  /// once, for about a week.
  func keep(_ message: [UInt8], from: Mailbox?, to: Mailbox, identity: String) throws(SystemError) {
    try StateDirectory.make(stateDirectory)
    let spool = try Spool(try Directory(stateDirectory))
    let seen = try SeenMessages(in: spool)
    let maildir = try Maildir([OwnMaildir.name], in: spool)
    var file = try maildir.file()
    let trace = "Return-Path: <\(from?.description ?? "")>\r\nDelivered-To: \(to)\r\n"
    // As mail programs want it, with the line ends of the system; there is no CR but those.
    try file.append((Array(trace.utf8) + message).filter { $0 != 0x0d })
    _ = try maildir.deliver(file, try OwnMaildir.digest(identity), unlessSeen: seen)
  }

  static func digest(_ text: String) throws(SystemError) -> String {
    do throws(TLSError) {
      var digest = try Digest()
      digest.update(Array(text.utf8))
      return digest.finish().description
    } catch {
      throw SystemError("make a digest", code: 12, reason: "\(error)")
    }
  }
}

/// What went from here: peertls-smtp(8) takes notifications about that, and about nothing else. Empty files in `.sent`,
/// named by the SHA-256 of the Message-ID.
struct SentNotes: ~Copyable {
  /// How long a notification may take, in seconds: thirty days.
  static let keptSeconds: Int64 = 30 * 86_400

  private static let name = ".sent"

  private let spool: Spool
  private let directory: Directory

  /// Those of a directory of mail that is there.
  init(stateDirectory: String) throws(SystemError) {
    let spool = try Spool(try Directory(stateDirectory))
    directory = try spool.makeDirectory(SentNotes.name, in: spool.directory)
    self.spool = spool
  }

  /// Notes a message, durably: a notification may come as soon as it has gone.
  func note(_ messageID: String) throws(SystemError) {
    try spool.replace([], as: try OwnMaildir.digest(messageID), in: directory)
  }

  /// Forgets what went long ago from a directory of mail, where anything is noted there. What cannot be removed stays.
  static func sweep(stateDirectory: String, now: Int64 = Clock.unixSeconds) {
    // A handler that was taken over can put a link there, and must not have another directory swept.
    guard let outside = try? Directory(stateDirectory), let directory = try? outside.directory(name) else { return }
    for note in (try? directory.names()) ?? [] {
      guard let entry = try? directory.entry(note), entry.modified < now - keptSeconds else { continue }
      try? directory.remove(note)
    }
  }
}
