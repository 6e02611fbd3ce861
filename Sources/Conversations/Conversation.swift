import Processes
import Spool

/// What was said with one peer, and what is still to be said: a directory with `new/`, `cur/`, `out/`, `sent/` and
/// `failed/`, a message a file. A message is a message/cpim (RFC 3862).
///
/// Other processes put, move and remove files meanwhile: a name that is gone when its turn comes is no error.
public struct Conversation: ~Copyable {
  /// Where a message can be.
  public enum Box: String, CaseIterable, Sendable {
    /// Received, and not yet shown.
    case new
    /// Received and shown.
    case cur
    /// To be sent, in the order of the names.
    case out
    /// Sent and accepted. What its receiver told of it stands behind the name: `,delivered` or `,displayed`.
    case sent
    /// Refused for good; the own header `Failure` says why.
    case failed

    /// Whether a file of that name belongs here; what does not is passed over.
    func holds(_ name: String) -> Bool {
      switch self {
      case .new, .cur: ReceivedName(name) != nil
      case .out, .failed: UniqueName.time(name) != nil
      case .sent: SentName(name) != nil
      }
    }
  }

  /// The longest file, in bytes: the longest body of a request, and as much again for what is noted about it.
  public static let maximumMessageBytes = 128 * 1024
  /// The longest file that is read, in bytes: a message, and why it failed.
  static let maximumFileBytes = maximumMessageBytes + 4096
  /// The most messages that may wait in out/.
  public static let maximumWaiting = 10_000
  /// The most names that one listing gives.
  public static let maximumListing = Directory.maximumListing

  /// What it is called: an e-mail address, or the digits of a key.
  public let name: String

  let spool: Spool
  let root: Directory
  let quotas: Quotas
  let counter: Counter
  /// What has been received, as far as this handle knows.
  var known = KnownMessages()
  private let new: Directory
  private let cur: Directory
  private let out: Directory
  private let sent: Directory
  private let failed: Directory

  /// The conversation in a directory that is there; its boxes are made where they are missing.
  init(_ name: String, _ directory: consuming Directory, _ root: consuming Directory, _ quotas: Quotas)
    throws(SystemError)
  {
    let spool = try Spool(directory)
    let new = try spool.makeDirectory(Box.new.rawValue, in: spool.directory)
    let cur = try spool.makeDirectory(Box.cur.rawValue, in: spool.directory)
    let out = try spool.makeDirectory(Box.out.rawValue, in: spool.directory)
    let sent = try spool.makeDirectory(Box.sent.rawValue, in: spool.directory)
    let failed = try spool.makeDirectory(Box.failed.rawValue, in: spool.directory)
    let counter = try Conversation.counter(in: spool.directory)
    (self.name, self.quotas) = (name, quotas)
    self.new = new
    self.cur = cur
    self.out = out
    self.sent = sent
    self.failed = failed
    self.counter = counter
    self.spool = spool
    self.root = root
  }

  /// The names in a box that sort after `name`, or all, in their order, which is that of their times: the first
  /// ``maximumListing`` of them. What is no message's name is passed over. To send what is in out/, list it from the
  /// beginning: after the clock was set back a new name may sort before one that has left out/.
  public func names(in box: Box, after name: String? = nil) throws(SystemError) -> [String] {
    try withBox(box) { directory throws(SystemError) in
      var last = name
      while true {
        let found = try directory.names(after: last)
        let names = found.filter(box.holds)
        if !names.isEmpty || found.count < Directory.maximumListing { return names }
        last = found.last
      }
    }
  }

  /// The last `limit` names in a box that sort before `name`, or of all, in their order: for who shows the latest first.
  public func lastNames(in box: Box, before name: String? = nil, limit: Int) throws(SystemError) -> [String] {
    let limit = min(limit, Conversation.maximumListing)
    return try withBox(box) { directory throws(SystemError) in
      var first = name
      while true {
        let found = try directory.lastNames(before: first, limit: limit)
        let names = found.filter(box.holds)
        if !names.isEmpty || found.isEmpty || found.count < limit { return names }
        first = found.first
      }
    }
  }

  /// A message as it is in its file; nil where it is not there any more. One that is longer than any message is EFBIG, and
  /// what is no regular file EINVAL or ELOOP.
  public func read(_ name: String, in box: Box) throws(SystemError) -> [UInt8]? {
    try withBox(box) { directory throws(SystemError) in
      do throws(SystemError) { return try directory.contents(name, limit: Conversation.maximumFileBytes) } catch {
        if error.isMissing, try !directory.isRemoved() { return nil }
        throw error
      }
    }
  }

  /// The time in a message's name in any box, in microseconds since 1970; nil for what is no such name.
  public static func time(of name: String) -> UInt64? {
    UniqueName.time(String(decoding: name.utf8.prefix(UniqueName.length), as: UTF8.self))
  }

  func withBox<Result>(_ box: Box, _ body: (borrowing Directory) throws(SystemError) -> Result) throws(SystemError)
    -> Result
  {
    switch box {
    case .new: try body(new)
    case .cur: try body(cur)
    case .out: try body(out)
    case .sent: try body(sent)
    case .failed: try body(failed)
    }
  }
}
