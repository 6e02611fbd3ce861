import Glibc
import Peers
import Processes
import Spool

/// A peer's own directory, and the store's in it: `.peertls`, with `parts/` (uploads under way or interrupted), `usage` (a
/// counter), `peer` (whose it is) and a spool's `tmp/`. No path reaches that, and no listing shows it.
final class Incoming {
  static let ownName = ".peertls"
  static let peerName = "peer"
  static let usageName = "usage"
  /// How long another process's change is waited for, in microseconds.
  static let patience: UInt64 = 20_000_000

  let tree: Tree
  let spool: Spool
  let parts: Parts
  let counter: Counter
  let quota: UInt64?
  /// When it may be counted again (Clock.monotonic).
  var nextRecount: UInt64 = 0

  init(_ state: String, _ peer: Peer, _ quota: UInt64?, keepingParts kept: Int64, now: Int64) throws(SystemError) {
    let root = try FileStore.own(StorePath.incomingName, in: state)
    // Whose it is was noted last, when all the rest was durable.
    let (home, isSettled): (Tree, Bool)
    if let directory = PeerDirectories.settled(peer.key, in: root), (try? Incoming.record(directory)) ?? nil != nil {
      (home, isSettled) = (Tree(directory), true)
    } else {
      (home, isSettled) = (Tree(try Incoming.make(peer, in: root)), false)
    }
    tree = home
    spool = try Spool(try home.root.directory(Incoming.ownName), now: now, isSettled: isSettled)
    let parts = try Spool.makeDirectory(Parts.directoryName, in: spool.directory, isSettled: isSettled)
    self.parts = try Parts(parts, kept: kept, now: now)
    counter = Counter(Incoming.usageName, in: try spool.directory.duplicate()) { _ throws(SystemError) in
      try home.count()
    }
    self.quota = quota
    try note(peer)
    try? Parts.sweepAll(root, kept: kept, now: now)
  }

  private static func make(_ peer: Peer, in root: borrowing Directory) throws(SystemError) -> Directory {
    let directories = try PeerDirectories(try root.duplicate()) { directory throws(SystemError) in
      try Incoming.record(directory)
    }
    let home = try directories.directory(making: try directories.name(of: peer))
    _ = try directories.makeDirectory(Incoming.ownName, in: home)
    return home
  }

  /// Whether a name is the store's own, on file systems too that do not tell letters of either case apart.
  static func isReserved(_ name: String) -> Bool { name.lowercased() == ownName }

  func entry(at path: [String]) throws(StoreError) -> DirectoryEntry {
    try finding { () throws(SystemError) in try tree.root.entry(at: path, .refused) }
  }

  func directory(at path: [String]) throws(StoreError) -> Directory {
    try finding { () throws(SystemError) in try tree.root.directory(at: path, .refused) }
  }

  func open(at path: [String]) throws(StoreError) -> Descriptor {
    try finding { () throws(SystemError) in try tree.root.open(at: path, .refused) }
  }

  /// Does what fails as the system says it; but where all of it was removed, nothing is missing in it.
  func finding<Result: ~Copyable>(_ body: () throws(SystemError) -> Result) throws(StoreError) -> Result {
    do throws(SystemError) { return try body() } catch { throw failure(error) }
  }

  func failure(_ error: SystemError) -> StoreError {
    if error.isMissing, (try? tree.root.isRemoved()) == true { return .other(ESTALE) }
    // Without links that is another disk, mounted below.
    return error.code == EXDEV ? .denied : StoreError(error)
  }

  private static func record(_ directory: borrowing Directory) throws(SystemError) -> PeerRecord? {
    guard try directory.entry(ownName) != nil else { return nil }
    return try PeerRecord.read(peerName, in: try directory.directory(ownName))
  }

  /// Notes whose it is; on a full disk it may keep what it said.
  private func note(_ peer: Peer) throws(SystemError) {
    var new = PeerRecord(peer: peer, seen: 0)
    (new.peer.address, new.peer.port, new.peer.certificate) = ("", 0, "")
    if let old = try? PeerRecord.read(Incoming.peerName, in: spool.directory),
      old == PeerRecord(parsing: Array(new.text.utf8))
    {
      return
    }
    do throws(SystemError) {
      try spool.replace(Array(new.text.utf8), as: Incoming.peerName, in: spool.directory)
    } catch {
      if error.storageFailure != .noSpace { throw error }
    }
  }
}

/// The directory that the peer sees as `/incoming`.
final class Tree {
  /// Directories that somebody has made beyond what a path can name are counted so deep.
  private static let depth = 64
  /// What is beyond the most that a peer can have is not counted to its end.
  private static let limit = 4 * FileStore.maximumEntries

  let root: Directory

  init(_ root: consuming Directory) { self.root = root }

  func count() throws(SystemError) -> (messages: UInt64, bytes: UInt64) {
    let size = try root.size(except: Incoming.ownName, depth: Tree.depth, limit: Tree.limit)
    return (size.entries, size.bytes)
  }
}
