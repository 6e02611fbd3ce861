/// The descriptors with which a session starts.
public enum SessionDescriptor {
  /// The log, one line a record where there is no journal.
  public static let log: Int32 = 2
  /// The channel to the acceptor.
  public static let acceptor: Int32 = 3
  /// The compiled policy, read-only.
  public static let policy: Int32 = 4
  /// The node's certificates in a sealed memory file.
  public static let credentials: Int32 = 5
  /// The journal's socket; /dev/null where there is no journal.
  public static let journal: Int32 = 6
  /// The line to peertls-keyd, which has the node's key.
  public static let signer: Int32 = 7
  /// One past the last.
  public static let end: Int32 = 8
}

/// The descriptors with which peertls-keyd starts.
public enum SignerDescriptor {
  /// The log.
  public static let log: Int32 = 2
  /// The channel to the acceptor.
  public static let acceptor: Int32 = 3
  /// The node's certificates in a sealed memory file.
  public static let credentials: Int32 = 4
  /// The file of the node's key; closed where a token has it.
  public static let key: Int32 = 5
  /// One past the last.
  public static let end: Int32 = 6
}

/// A handler's descriptors 0 and 1.
public enum HandlerPipe {
  /// The size asked for, in bytes: for bulk.
  public static let capacity: Int32 = 1 << 20
}

/// How a session ends, as its exit code: what the acceptor learns without asking (OpenSSH's srclimit does the same).
public enum SessionExit: Int32, Sendable {
  /// The peer was let in and served.
  case served = 0
  /// The handshake failed for a reason of TLS.
  case handshakeFailed = 10
  /// The caller showed no certificate, or one that does not verify.
  case notIdentified = 11
  /// The policy refused.
  case denied = 12
  /// The handshake took too long.
  case timedOut = 13
  /// Allowed, but no handler could be had.
  case noHandler = 14
  /// Ended by the acceptor or for want of work.
  case ended = 15
  /// The node's own data is unusable.
  case misconfigured = 78
}
