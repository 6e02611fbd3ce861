import Glibc
import Processes
import Spool

/// A directory that has one for each peer, `PEER/`, and `.keys/KEY`, links that say whose key belongs to which. Several
/// processes use it at once, also of several users that share its group. What is read from it is not believed further than
/// it can be checked, and no link in it is followed.
public struct PeerDirectories: ~Copyable {
  /// The directory of the links.
  public static let keysName = ".keys"

  private let spool: Spool
  private let keys: Directory
  private let record: (borrowing Directory) throws(SystemError) -> PeerRecord?

  /// In a directory that is there. `record` reads from a peer's directory whose it is.
  public init(
    _ root: consuming Directory, record: @escaping (borrowing Directory) throws(SystemError) -> PeerRecord?
  ) throws(SystemError) {
    let spool = try Spool(root)
    keys = try spool.makeDirectory(PeerDirectories.keysName, in: spool.directory)
    self.spool = spool
    self.record = record
  }

  /// The name of the directory of a peer who is connected. Where there is none it is made, and then its link in `.keys`.
  ///
  /// It is the one that the key's link names. A key without a link gets one: to the directory called after the key where
  /// that is there; else, if an anchor vouches, to the one of the first of its e-mail addresses that has one for which
  /// the same anchor vouched, or of the first that can be a name and has none; else to a new one called after the key.
  /// A key that is none is EINVAL.
  public func name(of peer: Peer) throws(SystemError) -> String {
    guard let key = PeerName.of(key: peer.key) else {
      throw SystemError("find the directory of a key", code: EINVAL)
    }
    if let name = try PeerDirectories.linked(key, keys) { return name }
    let candidate = try candidate(peer, key)
    // The link is made last: what it names is there.
    _ = try directory(making: candidate)
    return try link(key, to: candidate)
  }

  /// The directory in `root` that a key's link names, where both were made before: nothing is made here. Nil where either
  /// is missing.
  public static func settled(_ key: String, in root: borrowing Directory) -> Directory? {
    guard let key = PeerName.of(key: key), let keys = try? root.directory(keysName),
      let name = (try? linked(key, keys)) ?? nil
    else { return nil }
    return try? root.directory(name)
  }

  /// The directory of that name, made where there is none. What can be no name is EINVAL.
  public func directory(making name: String) throws(SystemError) -> Directory {
    guard PeerName.isName(name) else { throw SystemError("make a peer's directory", code: EINVAL) }
    return try spool.makeDirectory(name, in: spool.directory)
  }

  /// A directory in a peer's, made where there is none.
  public func makeDirectory(_ name: String, in parent: borrowing Directory) throws(SystemError) -> Directory {
    try spool.makeDirectory(name, in: parent)
  }

  /// The directory of that name; nil where there is none.
  public func directory(named name: String) throws(SystemError) -> Directory? {
    guard try isThere(name) else { return nil }
    return try spool.directory.directory(name)
  }

  /// The names of all peers' directories, sorted by their bytes; the first 65,536 of them.
  public func names() throws(SystemError) -> [String] { try PeerDirectories.names(in: spool.directory) }

  /// The same of a directory that holds peers' directories.
  public static func names(in root: borrowing Directory) throws(SystemError) -> [String] {
    var names: [String] = []
    for name in try root.names() where PeerName.isName(name) {
      if try root.entry(name)?.kind == .directory { names.append(name) }
    }
    return names
  }

  /// The name of the directory that a key's link in `.keys` names; nil where there is no such link. The directory need not
  /// be there.
  public func name(forKey key: String) -> String? {
    guard let key = PeerName.of(key: key) else { return nil }
    return (try? PeerDirectories.linked(key, keys)) ?? nil
  }

  /// A second handle of the directory that holds them.
  public func root() throws(SystemError) -> Directory { try spool.directory.duplicate() }

  private func isThere(_ name: String) throws(SystemError) -> Bool {
    guard PeerName.isName(name) else { return false }
    return try spool.directory.entry(name)?.kind == .directory
  }

  private func candidate(_ peer: Peer, _ key: String) throws(SystemError) -> String {
    if try isThere(key) { return key }
    let vouched = peer.anchor.isEmpty ? [] : peer.emails.compactMap { PeerName.of(email: $0) }
    for name in vouched {
      if try isThere(name), try isVouched(name, by: peer.anchor) { return name }
    }
    for name in vouched { if try !isThere(name) { return name } }
    return key
  }

  /// Whether a directory is of somebody for whom this anchor vouched when last connected, or of nobody yet: another
  /// issuer's word for the same address does not open what was kept for the first.
  private func isVouched(_ name: String, by anchor: String) throws(SystemError) -> Bool {
    guard let directory = try directory(named: name), let record = try record(directory) else { return true }
    return record.peer.anchor == anchor
  }

  /// What a key's link names; nil where it is not there, or names nothing that could be a peer's.
  private static func linked(_ key: String, _ keys: borrowing Directory) throws(SystemError) -> String? {
    guard try keys.entry(key)?.kind == .link else { return nil }
    do throws(SystemError) {
      let text = try keys.linkText(key)
      let name = String(text.dropFirst(3))
      return text.hasPrefix("../") && PeerName.isName(name) ? name : nil
    } catch {
      if error.isMissing || error.code == EINVAL || error.code == ENAMETOOLONG { return nil }
      throw error
    }
  }

  /// Makes a key's link durably, and says what it names: another process may have been quicker.
  private func link(_ key: String, to name: String) throws(SystemError) -> String {
    do throws(SystemError) { try keys.makeLink(key, to: "../" + name) } catch {
      if error.code != EEXIST { throw error }
      if try PeerDirectories.linked(key, keys) == nil {
        // What is there is nothing that we made.
        try keys.remove(key)
        try keys.makeLink(key, to: "../" + name)
      }
    }
    try keys.synchronise()
    return try PeerDirectories.linked(key, keys) ?? name
  }
}
