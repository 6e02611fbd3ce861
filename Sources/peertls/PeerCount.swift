import Handoff

/// A session, and the acceptor that has it where that is one from before a restart.
struct KnownSession {
  let session: SessionStatus
  /// The acceptor's process.
  let former: Int32?

  init(_ session: SessionStatus, former: Int32?) { (self.session, self.former) = (session, former) }
}

/// The sessions of one peer that was let in, by its key.
struct PeerCount {
  /// SHA-256 of the key, in hexadecimal.
  let key: String
  /// How many there are of each service, by name.
  let services: [NodeStatus.Named<Int>]

  var sessions: Int { services.reduce(0) { $0 + $1.value } }

  /// All peers that have any, who has most of them first.
  static func of(_ sessions: [KnownSession]) -> [PeerCount] {
    var counts: [String: [String: Int]] = [:]
    for known in sessions {
      guard let key = StatusWords.key(known.session) else { continue }
      counts[key, default: [:]][known.session.service, default: 0] += 1
    }
    let peers = counts.map { key, services in
      PeerCount(key: key, services: services.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) })
    }
    return peers.sorted { ($1.sessions, $0.key) < ($0.sessions, $1.key) }
  }
}
