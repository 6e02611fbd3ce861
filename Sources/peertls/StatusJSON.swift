import Handoff
import Journal

/// The status for programs: one JSON object. Times are microseconds since 1970, lengths of time milliseconds; what there
/// is none of is null.
enum StatusJSON {
  static func text(
    _ node: NodeStatus, _ sessions: [KnownSession], _ penalties: [PenaltyStatus], now: UInt64
  ) -> String {
    let share = node.unknownProcessorShare == .max ? "null" : "\(node.unknownProcessorShare)"
    return object([
      ("state", StatusWords.stage(node.stage).asJSON), ("since", "\(node.since &* 1_000_000)"),
      ("policy", node.policy.isEmpty ? "null" : node.policy.asJSON),
      ("policy_loaded", "\(node.policySince &* 1_000_000)"),
      (
        "limits",
        object([
          ("sessions", use(node.sessions)), ("reserved", "\(node.reserved)"), ("spares", "\(node.spares)"),
          ("unknown_handshakes", use(node.unknownHandshakes)), ("unknown_processor_share", share),
          ("source_prefix_length", "\(node.prefixLength)"), ("sessions_per_source", "\(node.sessionsPerSource)"),
          ("rate_per_source", object([("count", "\(node.rateCount)"), ("seconds", "\(node.rateSeconds)")])),
          ("penalties", use(node.penalties)), ("known_sources", use(node.known)),
          ("handlers", object(node.handlers.map { ($0.name, use($0.value)) })),
        ])
      ),
      ("accepted", "\(node.accepted)"), ("refused", object(node.refused.map { ($0.name, "\($0.value)") })),
      ("sessions", array(sessions.map { session($0, now: now) })),
      ("peers", array(PeerCount.of(sessions).map(peer))),
      ("penalties", array(penalties.map { penalty($0, prefixLength: node.prefixLength) })),
    ])
  }

  private static func session(_ known: KnownSession, now: UInt64) -> String {
    let session = known.session
    return object([
      ("session", Assignment.name(ofSession: session.number).asJSON), ("peer_address", session.peer.text.asJSON),
      ("peer_port", "\(session.peer.port)"), ("phase", StatusWords.phase(session.phase).asJSON),
      ("unknown_source", "\(session.isUnknown)"),
      ("service", session.service.isEmpty ? "null" : session.service.asJSON),
      ("rule", session.line == 0 ? "null" : "policy:\(session.line)".asJSON),
      ("peer_key", StatusWords.key(session)?.asJSON ?? "null"),
      ("since", "\(now - min(now, session.age &* 1000))"),
      ("session_pid", session.session == 0 ? "null" : "\(session.session)"),
      ("handler_pid", session.handler == 0 ? "null" : "\(session.handler)"),
      ("former_acceptor_pid", known.former.map { "\($0)" } ?? "null"),
    ])
  }

  private static func peer(_ peer: PeerCount) -> String {
    object([
      ("peer_key", peer.key.asJSON), ("sessions", "\(peer.sessions)"),
      ("services", object(peer.services.map { ($0.name, "\($0.value)") })),
    ])
  }

  private static func penalty(_ penalty: PenaltyStatus, prefixLength: UInt8) -> String {
    object([
      ("source", "\(penalty.source.text)/\(prefixLength)".asJSON), ("left", "\(penalty.left)"),
      ("kept_out", "\(penalty.isBarred)"),
      ("causes", object(zip(StatusWords.misdeeds, penalty.counts).filter { $1 > 0 }.map { ($0, "\($1)") })),
    ])
  }

  private static func use(_ use: NodeStatus.Use) -> String {
    object([("count", "\(use.count)"), ("most", use.most == .max ? "null" : "\(use.most)")])
  }

  private static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\($0.0.asJSON):\($0.1)" }.joined(separator: ",") + "}"
  }

  private static func array(_ elements: [String]) -> String { "[" + elements.joined(separator: ",") + "]" }
}
