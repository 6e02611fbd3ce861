import Glibc
import Processes

/// A directory in which files are whole and durable or not there. Its `tmp` is where they are written; what else is in it
/// is its owner's, and readers need not know about this one.
///
/// Several processes may use one at once, also of several users that share a group: what is made is open to the group.
public struct Spool: ~Copyable {
  /// The mode of every directory; what is made in it has its group.
  public static let directoryMode: mode_t = 0o2770
  /// The name of the directory for temporary files.
  public static let temporaryName = "tmp"
  /// How long a temporary file may lie unchanged before opening sweeps it away, in seconds: 36 hours, as Maildir has it.
  public static let temporarySeconds: Int64 = 36 * 3600
  /// The most temporary names that one opening looks at, the oldest first.
  public static let maximumSwept = 4096

  /// The directory itself.
  public let directory: Directory
  private let temporary: Directory

  /// Opens the spool in a directory that is there, makes its `tmp`, and sweeps out what was left there. `now` is in
  /// seconds since 1970. Where it `isSettled`, whoever opens it knows that it was opened before, and so that its `tmp` is
  /// durable if it is there: on most disks that saves some milliseconds.
  public init(_ directory: consuming Directory, now: Int64 = Clock.unixSeconds, isSettled: Bool = false)
    throws(SystemError)
  {
    let temporary = try Spool.makeDirectory(Spool.temporaryName, in: directory, isSettled: isSettled)
    try Spool.sweep(temporary, now)
    self.directory = directory
    self.temporary = temporary
  }

  /// Begins a file.
  public func file() throws(SystemError) -> DurableFile { try DurableFile(in: temporary) }

  /// Writes a file whole into a directory of this spool, where its name must be free. When it returns the file is
  /// durable; when it throws the file is not there.
  public func write(_ bytes: [UInt8], as name: String, into target: borrowing Directory) throws(SystemError) {
    var file = try file()
    try file.append(bytes)
    try file.commit(as: name, into: target)
  }

  /// Writes a file whole in place of the one that has its name in a directory of this spool, or where there is none. When
  /// it returns the file is durable; when it throws, the file is the old one or the new one, whole.
  public func replace(_ bytes: [UInt8], as name: String, in target: borrowing Directory) throws(SystemError) {
    var file = try file()
    try file.append(bytes)
    try file.commit(replacing: name, in: target)
  }

  /// Opens a directory in `parent`, which is this spool's own or below it, and makes it durably where there is none.
  /// Nobody sees it with another mode than ``directoryMode``; its group is that of `tmp`.
  public func makeDirectory(_ name: String, in parent: borrowing Directory) throws(SystemError) -> Directory {
    try Spool.makeDirectory(name, in: parent, by: temporary)
  }

  /// The same without a spool: until it has its name it stands in `parent` under one that nobody looks for.
  /// Where it `isSettled`, one that is there is durable.
  public static func makeDirectory(
    _ name: String, in parent: borrowing Directory, isSettled: Bool = false
  ) throws(SystemError) -> Directory {
    if isSettled, try parent.entry(name)?.kind == .directory { return try parent.directory(name) }
    return try makeDirectory(name, in: parent, by: parent)
  }

  /// Makes a directory in `parent`, which is this spool's own or below it, durably; that its name is taken is EEXIST. After
  /// an error it is not there.
  /// Nobody sees it with another mode than ``directoryMode``; its group is that of `tmp`.
  public func makeNewDirectory(_ name: String, in parent: borrowing Directory) throws(SystemError) -> Directory {
    let made = try Spool.stage(name, in: parent, by: temporary)
    do throws(SystemError) { try parent.synchronise() } catch {
      // Nobody was told yes.
      try? parent.removeDirectory(name)
      throw error
    }
    return made
  }

  /// Moves a file to where its new name must be free, durably. After an error it is in either place.
  public static func move(
    _ name: String, from source: borrowing Directory, to target: borrowing Directory, as newName: String
  ) throws(SystemError) {
    try source.rename(name, to: target, as: newName)
    // First where it came to: a crash between the two may leave it in both, never in none.
    try target.synchronise()
    try source.synchronise()
  }

  /// Removes a file durably.
  public static func remove(_ name: String, from directory: borrowing Directory) throws(SystemError) {
    try directory.remove(name)
    try directory.synchronise()
  }

  private static func makeDirectory(
    _ name: String, in parent: borrowing Directory, by staging: borrowing Directory
  ) throws(SystemError) -> Directory {
    let directory = try openOrMakeDirectory(name, in: parent, by: staging)
    // Also where it was there: whoever made it may have been killed before this.
    try parent.synchronise()
    return directory
  }

  private static func openOrMakeDirectory(
    _ name: String, in parent: borrowing Directory, by staging: borrowing Directory
  ) throws(SystemError) -> Directory {
    if let entry = try parent.entry(name) {
      if entry.kind == .directory { return try parent.directory(name) }
      throw SystemError("make directory \(name)", code: EEXIST)
    }
    do throws(SystemError) { return try stage(name, in: parent, by: staging) } catch {
      // Another process was quicker.
      if error.code == EEXIST { return try parent.directory(name) }
      throw error
    }
  }

  private static func stage(
    _ name: String, in parent: borrowing Directory, by staging: borrowing Directory
  ) throws(SystemError) -> Directory {
    let staged = UniqueName.make(Clock.unixMicroseconds)
    let made = try staging.makeDirectory(staged, exactly: directoryMode)
    do throws(SystemError) {
      try made.synchronise()
      try staging.rename(staged, to: parent, as: name)
    } catch {
      try? staging.removeDirectory(staged)
      throw error
    }
    return made
  }

  private static func sweep(_ temporary: borrowing Directory, _ now: Int64) throws(SystemError) {
    for name in try temporary.names(limit: maximumSwept) {
      // What cannot be looked at or removed, another may be removing: it does no harm.
      guard let entry = try? temporary.entry(name), entry.modified < now - temporarySeconds else { continue }
      if entry.kind == .directory { try? temporary.removeDirectory(name) } else { try? temporary.remove(name) }
    }
  }
}
