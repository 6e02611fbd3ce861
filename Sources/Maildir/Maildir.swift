import Glibc
import Processes
import Spool

/// A directory of messages as mail programs read it (maildir(5)): a message is written in `tmp`, and when it is whole and
/// durable it is in `new`; who has read it moves it to `cur`.
///
/// Names are those of ``UniqueName`` and the length, `SECONDS.MICROS.RANDOM,S=BYTES`: they sort by time, and mail programs
/// need not look for the size.
public struct Maildir: ~Copyable {
  /// The most names of `cur` that are looked through for a message, the newest.
  public static let maximumListing = Directory.maximumListing

  private let spool: Spool
  private let new: Directory
  private let cur: Directory

  /// The Maildir that a path of names leads to from a spool's own directory; what of it is not there is made. `now` is in
  /// seconds since 1970.
  public init(_ path: [String], in state: borrowing Spool, now: Int64 = Clock.unixSeconds) throws(SystemError) {
    let directory = try Maildir.directory(path[...], from: state.directory, state)
    let spool = try Spool(directory, now: now)
    let new = try spool.makeDirectory("new", in: spool.directory)
    let cur = try spool.makeDirectory("cur", in: spool.directory)
    self.spool = spool
    self.new = new
    self.cur = cur
  }

  private static func directory(
    _ path: ArraySlice<String>, from place: borrowing Directory, _ state: borrowing Spool
  ) throws(SystemError) -> Directory {
    guard let name = path.first else { return try place.duplicate() }
    return try directory(path.dropFirst(), from: state.makeDirectory(name, in: place), state)
  }

  /// Begins a message.
  public func file() throws(SystemError) -> DurableFile { try spool.file() }

  /// Delivers a message: when it returns true it is durably in `new`; when it returns false, `seen` knew it, and this one
  /// is gone. After an error it is not there.
  ///
  /// Killed at any point it has delivered it or not, and whoever delivers it again with the same `identity` finds out.
  public func deliver(
    _ message: consuming DurableFile, _ identity: String, unlessSeen seen: borrowing SeenMessages
  ) throws(SystemError) -> Bool {
    // The long part of it, before others have to wait.
    try message.synchronise()
    let turn = try seen.turn(identity)
    defer { withExtendedLifetime(turn) {} }
    switch try seen.trace(of: identity) {
    case .delivered: return false
    case .attempted(let name):
      if try has(name) {
        // Whoever delivered it was killed, perhaps before this.
        try new.synchronise()
        try cur.synchronise()
        try? seen.confirm(identity, name)
        return false
      }
      try seen.forget(identity)
    case .none: break
    }
    let name = UniqueName.make(Clock.unixMicroseconds) + ",S=\(message.length)"
    try seen.attempt(identity, name)
    do throws(SystemError) { try message.commit(as: name, into: new) } catch {
      try? seen.forget(identity)
      throw error
    }
    // The link that says that it begins, which is on most disks by now; what is not confirmed is looked for.
    try? seen.synchronise()
    try? seen.confirm(identity, name)
    return true
  }

  /// Whether a message is in `new` or `cur`, with whatever flags.
  private func has(_ name: String) throws(SystemError) -> Bool {
    if try new.entry(name) != nil { return true }
    return try cur.lastNames(limit: Maildir.maximumListing).contains { $0 == name || $0.hasPrefix(name + ":") }
  }
}
