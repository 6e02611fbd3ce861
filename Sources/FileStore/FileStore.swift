import Glibc
import Peers
import Processes
import Spool

/// The files of a node as one peer sees them: `/pub`, which is what the owner offers, and `/incoming`, which is that
/// peer's own, in STATE_DIRECTORY/incoming/PEER. Which of them there are, and what may be done, ``FileAccess`` says.
///
/// What a call has done is durable when it returns. Several processes may use it at once, also of several users that share
/// the group, and the owner may do with the files what owners do: what cannot be shown is not shown, and no way leads
/// outside. There are regular files and directories, nothing else. Below `pub` links are followed where they stay in it;
/// below `incoming` there are none.
///
/// A path is names, one after another; an empty one is `/`.
public struct FileStore {
  /// The most entries that one listing gives.
  public static let maximumListing = 65_536
  /// How many files and directories a peer may have.
  public static let maximumEntries: UInt64 = 100_000

  /// What the peer may do.
  public let access: FileAccess
  let state: String
  private let peer: Peer
  private let quota: UInt64?
  private let keepingParts: Int64
  /// What could be opened at once.
  private let atOnce: Incoming?

  /// The files in a state directory, which is there. `pub` and, where there is one for this peer, its directory in
  /// `incoming` are made where they are missing; where that fails now, it is tried again when they are used. `quota` is how
  /// many bytes the peer may have, `keepingParts` how many seconds an interrupted upload is kept, and `now` the time in
  /// seconds since 1970.
  public init(
    _ stateDirectory: String, peer: Peer, access: FileAccess, quota: UInt64? = nil,
    keepingParts: Int64 = partSeconds, now: Int64 = Clock.unixSeconds
  ) throws(SystemError) {
    guard PeerName.of(key: peer.key) != nil else { throw SystemError("find the files of a key", code: EINVAL) }
    (state, self.peer, self.access, self.quota) = (stateDirectory, peer, access, quota)
    self.keepingParts = keepingParts
    _ = try Directory(stateDirectory)
    if access.hasPub { _ = try? FileStore.own(StorePath.pubName, in: stateDirectory) }
    atOnce =
      access.hasIncoming ? try? Incoming(stateDirectory, peer, quota, keepingParts: keepingParts, now: now) : nil
  }

  /// What a path stands for. To whoever may only drop, files are not shown.
  public func entry(_ path: [String]) throws(StoreError) -> StoredEntry {
    let name = path.last ?? ""
    let found: DirectoryEntry
    switch try StorePath(path, access) {
    case .root: found = try storing { () throws(SystemError) in try Directory(state).entry(at: [], .refused) }
    case .pub(let rest): found = try pub { pub throws(SystemError) in try pub.entry(at: rest, .beneath) }
    case .incoming(let rest): found = try incoming().entry(at: rest)
    }
    guard let entry = StoredEntry(name, found, rights(path)) else { throw .missing }
    if access == .drop && entry.kind == .file { throw .denied }
    return entry
  }

  /// What a directory holds, sorted by the names' bytes: the first `limit` of it, and never more than ``maximumListing``.
  /// To whoever may only drop, what is in `incoming` is not shown.
  public func list(_ path: [String], limit: Int = maximumListing) throws(StoreError) -> [StoredEntry] {
    let rights = rights(path + [""])
    switch try StorePath(path, access) {
    case .root:
      return [StorePath.incomingName, StorePath.pubName].compactMap { try? entry([$0]) }
    case .pub(let rest):
      return try pub { pub throws(SystemError) in
        try Listing.of(try pub.directory(at: rest, .beneath), limit, rights) { name throws(SystemError) in
          // What leads nowhere, or outside, is not shown.
          try? pub.entry(at: rest + [name], .beneath)
        }
      }
    case .incoming(let rest):
      let incoming = try incoming()
      let directory = try incoming.directory(at: rest)
      if access == .drop { return [] }
      return try incoming.finding { () throws(SystemError) in try Listing.of(directory, limit, rights) }
    }
  }

  /// A file to read.
  public func open(_ path: [String]) throws(StoreError) -> StoredFile {
    do throws(StoreError) { return try opened(path) } catch {
      // What is neither file nor directory is not shown either.
      throw error == .other(EINVAL) ? .missing : error
    }
  }

  private func opened(_ path: [String]) throws(StoreError) -> StoredFile {
    switch try StorePath(path, access) {
    case .root: throw .isADirectory
    case .pub(let rest):
      return try StoredFile(try pub { pub throws(SystemError) in try pub.open(at: rest, .beneath) })
    case .incoming(let rest):
      if access == .drop { throw .denied }
      return try StoredFile(try incoming().open(at: rest))
    }
  }

  /// How far an upload to a path has come: the length of the file or, where there is none, of its interrupted upload. To
  /// whoever may only drop, files are not shown.
  public func resumableSize(_ path: [String]) throws(StoreError) -> UInt64 {
    do throws(StoreError) {
      let entry = try entry(path)
      if entry.kind == .directory { throw StoreError.isADirectory }
      return entry.size
    } catch {
      guard error == .missing, case .incoming(let rest) = try StorePath(path, access), !rest.isEmpty else {
        throw error
      }
      return try incoming().partSize(rest)
    }
  }

  /// How much the peer has in `incoming`, and how much it may have.
  public func usage() throws(StoreError) -> Usage {
    guard access.hasIncoming else { throw .missing }
    return try incoming().usage(countingAgain: true)
  }

  /// A name that nothing has, for a file that is to be made in a directory.
  public func uniqueName(in path: [String]) throws(StoreError) -> String {
    guard case .incoming(let rest) = try changing(path) else { throw .denied }
    _ = try incoming().directory(at: rest)
    return UniqueName.make(Clock.unixMicroseconds)
  }

  /// Where a path leads that is to be made or changed: everywhere but in `incoming` that is denied.
  func changing(_ path: [String]) throws(StoreError) -> StorePath {
    do throws(StoreError) {
      if case .incoming(let rest) = try StorePath(path, access) { return .incoming(rest) }
    } catch {
      if error != .missing { throw error }
    }
    throw .denied
  }

  /// The peer's own, opened now where it could not be before.
  func incoming() throws(StoreError) -> Incoming {
    if let atOnce { return atOnce }
    return try storing { () throws(SystemError) in
      try Incoming(state, peer, quota, keepingParts: keepingParts, now: Clock.unixSeconds)
    }
  }

  /// A directory that the owner may have put elsewhere, with a link; made where there is nothing.
  static func own(_ name: String, in state: String) throws(SystemError) -> Directory {
    do throws(SystemError) { return try Directory(state + "/" + name) } catch {
      let directory = try Directory(state)
      guard error.isMissing, try directory.entry(name) == nil else { throw error }
      return try Spool.makeDirectory(name, in: directory)
    }
  }

  private func pub<Result: ~Copyable>(
    _ body: (borrowing Directory) throws(SystemError) -> Result
  ) throws(StoreError) -> Result {
    try storing { () throws(SystemError) in try body(try FileStore.own(StorePath.pubName, in: state)) }
  }

  private func rights(_ path: [String]) -> StoredEntry.Rights {
    guard path.first == StorePath.incomingName else { return .read }
    // The peer's own directory is not its to rename.
    let own: StoredEntry.Rights = path.count > 1 ? [.read, .change, .add] : [.read, .add]
    return access == .drop ? .add : own
  }
}

/// A file that is open to be read.
public struct StoredFile: ~Copyable {
  /// It.
  public let file: Descriptor
  /// Its length in bytes when it was opened.
  public let size: UInt64
  /// When its contents changed last, in seconds since 1970.
  public let modified: Int64

  init(_ file: consuming Descriptor) throws(StoreError) {
    let entry: DirectoryEntry
    do throws(SystemError) { entry = try DirectoryEntry(of: file, name: "a file") } catch { throw StoreError(error) }
    (size, modified) = (UInt64(max(0, entry.length)), entry.modified)
    self.file = file
  }
}
