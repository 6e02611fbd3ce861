/// What a peer may do with files: `files=` of the rule that let it in, peertls.policy(5).
public enum FileAccess: String, CaseIterable, Sendable {
  /// Read `pub`.
  case read
  /// Read `pub`, and do in `incoming` whatever can be done with one's own.
  case write
  /// Put new files and directories into `incoming`, and finish one's own interrupted uploads; no more.
  case drop
  /// Nothing.
  case none

  /// Whether there is a `pub`.
  var hasPub: Bool { self == .read || self == .write }
  /// Whether there is an `incoming`.
  var hasIncoming: Bool { self == .write || self == .drop }
}
