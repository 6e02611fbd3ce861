/// What a record tells. Each event has a MESSAGE_ID, sd_journal_print(3), that never changes: the catalog and people's
/// filters depend on it.
public enum Event: String, CaseIterable, Sendable {
  /// A connection was accepted and its session began.
  case sessionOpened = "session-opened"
  /// The policy was asked about a peer: allow, deny or knock, and the rule that said so.
  case verdict = "verdict"
  /// A handler was started for a peer that was let in.
  case handlerStarted = "handler-started"
  /// Somebody who is not the session's peer has connected to its data port, and was cut off.
  case dataRefused = "data-refused"
  /// A session ended; the closing record with what it cost.
  case sessionClosed = "session-closed"
  /// A policy came into force.
  case policyLoaded = "policy-loaded"
  /// A policy did not compile; the one in force stays.
  case policyRejected = "policy-rejected"
  /// A limit kept connections or sessions out.
  case limit = "limit"
  /// A session or handler broke the rules between processes and was killed.
  case childMisbehaved = "child-misbehaved"
  /// Records could not be logged, and nothing has said so yet.
  case recordsLost = "records-lost"
  /// The acceptor listens.
  case nodeStarted = "node-started"
  /// A restart: the acceptor takes no more calls and stays with its sessions.
  case nodeLeft = "node-left"
  /// The acceptor has ended.
  case nodeStopped = "node-stopped"

  /// The 128-bit MESSAGE_ID as 32 lower-case hexadecimal digits.
  public var messageID: String {
    switch self {
    case .sessionOpened: "94af9ad11e614177a03d5b95fa97d984"
    case .verdict: "043a5cca9d484337846e1215dd19dd79"
    case .handlerStarted: "24cd67b3db414978b7f4e37fd5e5633b"
    case .dataRefused: "5b0e6f1c9a4d4c0f8f5b3a7c2e9d1846"
    case .sessionClosed: "c6df9b9e6d154c7987069d92c7b0aa8e"
    case .policyLoaded: "85d52b7509f64000a31560bd31278772"
    case .policyRejected: "80f49f8ac5dc4191850a8f87b914d7e0"
    case .limit: "7ee7dd35e6434136834669379c50c0cc"
    case .childMisbehaved: "179f8e47056b42e9abd11066d9081f97"
    case .recordsLost: "a93fc3ebe91a4fe6b7c16c4a428789bf"
    case .nodeStarted: "4eeb8596275d4dac81749ecd1d106256"
    case .nodeLeft: "b5d2c0f7c1a34d6f9a0c7d1f4be86a35"
    case .nodeStopped: "0ebaf4c5709d4f8fa067fd5eedefcdd5"
    }
  }
}

/// How urgent a record is, syslog(3).
public enum Priority: Int, CaseIterable, Sendable {
  /// The system is unusable.
  case emergency
  /// Act at once.
  case alert
  /// Critical.
  case critical
  /// Something failed.
  case error
  /// Something will fail, or looks like an attack.
  case warning
  /// Normal, and worth noting.
  case notice
  /// Normal.
  case info
  /// For developers.
  case debug
}
