import Glibc
import Processes
import Spool

/// The directory of all conversations: `STATE_DIRECTORY/PEER/` for each of them, and `.keys/KEY`, links that say whose
/// key belongs to which. Several processes use it at once, also of several users that share its group. What is read from
/// it is not believed further than it can be checked, and no link in it is followed.
public struct ConversationStore: ~Copyable {
  /// The longest name of a conversation, in bytes.
  public static let maximumNameBytes = ConversationName.maximumBytes
  /// The directory of the links.
  static let keysName = ".keys"

  private let spool: Spool
  private let keys: Directory
  private let quotas: Quotas

  /// Opens the state directory, which is there. Other quotas than the standard ones are for tests.
  public init(_ path: String, quotas: Quotas = .standard) throws(SystemError) {
    let spool = try Spool(try Directory(path))
    keys = try spool.makeDirectory(ConversationStore.keysName, in: spool.directory)
    self.spool = spool
    self.quotas = quotas
  }

  /// The conversation with a peer who is connected; where there is none it is made, with its link in `.keys`. Its `peer`
  /// file says from now on whom it is with, and that the peer was seen now, in seconds since 1970; on a full disk it may
  /// keep what it said.
  ///
  /// It is the one that the key's link names. A key without a link gets one: to the conversation called after the key
  /// where that is there; else, if an anchor vouches, to the one of the first of its e-mail addresses that has one for
  /// which the same anchor vouched, or of the first that can be a name and has none; else to a new one called after the
  /// key. A key that is none is EINVAL.
  public func conversation(with peer: Peer, now: Int64 = Clock.unixSeconds) throws(SystemError) -> Conversation {
    guard let key = ConversationName.of(key: peer.key) else {
      throw SystemError("find the conversation of a key", code: EINVAL)
    }
    var name = try linked(key)
    if name == nil {
      let candidate = try candidate(peer, key)
      // The link is made last: what it names is there.
      _ = try conversation(making: candidate)
      name = try link(key, to: candidate)
    }
    let conversation = try conversation(making: name ?? key)
    do throws(SystemError) { try conversation.setPeer(peer, seen: now) } catch {
      // What is there can be sent and told on a full disk too.
      if error.storageFailure != .noSpace { throw error }
    }
    return conversation
  }

  /// The conversation of that name, made where there is none: for what is to be sent to a peer who was never connected.
  /// What can be no name is EINVAL.
  public func conversation(making name: String) throws(SystemError) -> Conversation {
    guard ConversationName.isName(name) else { throw SystemError("make a conversation", code: EINVAL) }
    return try Conversation(name, try spool.makeDirectory(name, in: spool.directory), try root(), quotas)
  }

  /// The conversation of that name; nil where there is none.
  public func conversation(named name: String) throws(SystemError) -> Conversation? {
    guard try isThere(name) else { return nil }
    return try Conversation(name, try spool.directory.directory(name), try root(), quotas)
  }

  /// The names of all conversations, sorted by their bytes; the first 65,536 of them.
  public func names() throws(SystemError) -> [String] { try ConversationStore.names(spool.directory) }

  /// The name of the conversation that a key's link in `.keys` names; nil where there is no such link. The conversation
  /// need not be there.
  public func name(forKey key: String) -> String? {
    guard let key = ConversationName.of(key: key) else { return nil }
    return (try? linked(key)) ?? nil
  }

  /// What the conversation of an e-mail address is called, for which an anchor vouches: the address in lower case. Nil
  /// where it can be no name: over ``maximumNameBytes``, with other characters than `A-Za-z0-9._+@=-`, without a part on
  /// either side of its only `@`, or beginning with a dot or a hyphen.
  public static func name(email: String) -> String? { ConversationName.of(email: email) }

  /// What the conversation of a key is called for whose names no anchor vouches: its 64 digits in lower case. Nil for
  /// what is no key.
  public static func name(key: String) -> String? { ConversationName.of(key: key) }

  static func names(_ root: borrowing Directory) throws(SystemError) -> [String] {
    var names: [String] = []
    for name in try root.names() where ConversationName.isName(name) {
      if try root.entry(name)?.kind == .directory { names.append(name) }
    }
    return names
  }

  private func root() throws(SystemError) -> Directory { try spool.directory.duplicate() }

  private func isThere(_ name: String) throws(SystemError) -> Bool {
    guard ConversationName.isName(name) else { return false }
    return try spool.directory.entry(name)?.kind == .directory
  }

  private func candidate(_ peer: Peer, _ key: String) throws(SystemError) -> String {
    if try isThere(key) { return key }
    let vouched = peer.anchor.isEmpty ? [] : peer.emails.compactMap { ConversationName.of(email: $0) }
    for name in vouched {
      if try isThere(name), try isVouched(name, by: peer.anchor) { return name }
    }
    for name in vouched { if try !isThere(name) { return name } }
    return key
  }

  /// Whether a conversation is with somebody for whom this anchor vouched when it was last connected, or with nobody yet:
  /// another issuer's word for the same address does not open what was said to, and waits for, the first.
  private func isVouched(_ name: String, by anchor: String) throws(SystemError) -> Bool {
    guard let conversation = try conversation(named: name), let record = try conversation.peer() else { return true }
    return record.peer.anchor == anchor
  }

  /// What a key's link names; nil where it is not there, or names nothing that could be a conversation.
  private func linked(_ key: String) throws(SystemError) -> String? {
    guard try keys.entry(key)?.kind == .link else { return nil }
    do throws(SystemError) {
      let text = try keys.linkText(key)
      let name = String(text.dropFirst(3))
      return text.hasPrefix("../") && ConversationName.isName(name) ? name : nil
    } catch {
      if error.isMissing || error.code == EINVAL || error.code == ENAMETOOLONG { return nil }
      throw error
    }
  }

  /// Makes a key's link durably, and says what it names: another process may have been quicker.
  private func link(_ key: String, to name: String) throws(SystemError) -> String {
    do throws(SystemError) { try keys.makeLink(key, to: "../" + name) } catch {
      if error.code != EEXIST { throw error }
      if try linked(key) == nil {
        // What is there is nothing that we made.
        try keys.remove(key)
        try keys.makeLink(key, to: "../" + name)
      }
    }
    try keys.synchronise()
    return try linked(key) ?? name
  }
}
