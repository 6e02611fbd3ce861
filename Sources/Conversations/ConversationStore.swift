import Glibc
import Peers
import Processes
import Spool

/// Whom a conversation is with.
public typealias Peer = Peers.Peer
/// What a conversation's `peer` file says.
public typealias PeerRecord = Peers.PeerRecord

/// The directory of all conversations: `STATE_DIRECTORY/PEER/` for each of them, and `.keys/KEY`, links that say whose
/// key belongs to which. Several processes use it at once, also of several users that share its group. What is read from
/// it is not believed further than it can be checked, and no link in it is followed.
public struct ConversationStore: ~Copyable {
  /// The longest name of a conversation, in bytes.
  public static let maximumNameBytes = PeerName.maximumBytes

  private let directories: PeerDirectories
  private let quotas: Quotas

  /// Opens the state directory, which is there. Other quotas than the standard ones are for tests.
  public init(_ path: String, quotas: Quotas = .standard) throws(SystemError) {
    directories = try PeerDirectories(try Directory(path)) { directory throws(SystemError) in
      try PeerRecord.read(Note.peer.rawValue, in: directory)
    }
    self.quotas = quotas
  }

  /// The conversation with a peer who is connected (``PeerDirectories/name(of:)`` says which); where there is none it is
  /// made, with its link in `.keys`. Its `peer` file says from now on whom it is with, and that the peer was seen now, in
  /// seconds since 1970; on a full disk it may keep what it said. A key that is none is EINVAL.
  public func conversation(with peer: Peer, now: Int64 = Clock.unixSeconds) throws(SystemError) -> Conversation {
    let conversation = try conversation(making: try directories.name(of: peer))
    do throws(SystemError) { try conversation.setPeer(peer, seen: now) } catch {
      // What is there can be sent and told on a full disk too.
      if error.storageFailure != .noSpace { throw error }
    }
    return conversation
  }

  /// The conversation of that name, made where there is none: for what is to be sent to a peer who was never connected.
  /// What can be no name is EINVAL.
  public func conversation(making name: String) throws(SystemError) -> Conversation {
    try Conversation(name, try directories.directory(making: name), try directories.root(), quotas)
  }

  /// The conversation of that name; nil where there is none.
  public func conversation(named name: String) throws(SystemError) -> Conversation? {
    guard let directory = try directories.directory(named: name) else { return nil }
    return try Conversation(name, directory, try directories.root(), quotas)
  }

  /// The names of all conversations, sorted by their bytes; the first 65,536 of them.
  public func names() throws(SystemError) -> [String] { try directories.names() }

  /// The name of the conversation that a key's link in `.keys` names; nil where there is no such link. The conversation
  /// need not be there.
  public func name(forKey key: String) -> String? { directories.name(forKey: key) }

  /// What the conversation of an e-mail address is called, for which an anchor vouches: the address in lower case. Nil
  /// where it can be no name: over ``maximumNameBytes``, with other characters than `A-Za-z0-9._+@=-`, without a part on
  /// either side of its only `@`, or beginning with a dot or a hyphen.
  public static func name(email: String) -> String? { PeerName.of(email: email) }

  /// What the conversation of a key is called for whose names no anchor vouches: its 64 digits in lower case. Nil for
  /// what is no key.
  public static func name(key: String) -> String? { PeerName.of(key: key) }
}
