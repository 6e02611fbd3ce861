import ArgumentParser
import Handoff
import Processes
import SafeText

/// Shows how the running node is.
struct NodeStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show the running node: its sessions, counts, penalties and limits.",
    discussion: """
      Asks the acceptor by a socket in its runtime directory. For root, and for the user whom the node runs as.

      Exit codes: 0 done; 64 usage; 69 no node runs; 77 not allowed.
      """)

  @OptionGroup var runtime: RuntimeOption

  @Flag(help: "One JSON object, with all there is.")
  var json = false

  func run() throws {
    let calls = try OwnersCall.all(runtime)
    let (node, penalties) = (try calls[0].node(), try calls[0].penalties())
    var sessions = try calls[0].sessions().map { KnownSession($0, former: calls[0].former) }
    for call in calls.dropFirst() {
      do throws(Failure) {
        sessions += try call.sessions().map { KnownSession($0, former: call.former) }
      } catch {
        // It may end at any time.
        if error.code == .unavailable { Terminal.complain("warning: \(error); its sessions are not shown") }
      }
    }
    let now = Clock.unixMicroseconds
    if json { return Terminal.print(StatusJSON.text(node, sessions, penalties, now: now)) }
    for line in StatusTable.lines(node, sessions, penalties, now: now) { Terminal.print(line) }
  }
}

/// The status for people.
enum StatusTable {
  static func lines(
    _ node: NodeStatus, _ sessions: [KnownSession], _ penalties: [PenaltyStatus], now: UInt64
  ) -> [String] {
    var lines = summary(node)
    if !sessions.isEmpty {
      let heads = ["SESSION", "SINCE", "PHASE", "SERVICE", "RULE", "HANDLER", "KEY", "PEER"]
      lines += [""] + table([heads] + sessions.map { cells($0, now: now) })
    }
    let peers = PeerCount.of(sessions)
    if !peers.isEmpty {
      lines += ["", "SESSIONS  PEER'S KEY"]
      lines += peers.map { peer in
        let services = peer.services.map { SafeText.of($0.name) + " \($0.value)" }
        return pad(String(peer.sessions), 8, right: true) + "  " + peer.key.prefix(16) + "…  "
          + services.joined(separator: ", ")
      }
    }
    if !penalties.isEmpty {
      lines += ["", "PENALTY   LEFT  SOURCE"]
      lines += penalties.map { penalty in
        let state = penalty.isBarred ? "kept out" : "noted   "
        let seconds = String((penalty.left &+ 999) / 1000)
        let causes = zip(StatusWords.misdeeds, penalty.counts).filter { $1 > 0 }.map { "\($0) \($1)" }
        return "\(state)  \(pad(seconds, 3, right: true))s  \(penalty.source.text)/\(node.prefixLength)  "
          + causes.joined(separator: ", ")
      }
    }
    return lines
  }

  private static func summary(_ node: NodeStatus) -> [String] {
    let policy = node.policy.isEmpty ? "none" : String(node.policy.prefix(16)) + "…"
    let share = node.unknownProcessorShare == .max ? "all" : "\(node.unknownProcessorShare)%"
    let refused = node.refused.reduce(0) { $0 &+ $1.value }
    var lines = [
      "node           \(StatusWords.stage(node.stage))\(node.stage == .serving ? " since" : ", started") \(time(node.since))",
      "policy         \(policy) loaded \(time(node.policySince))",
      "sessions       \(use(node.sessions)), \(node.reserved) of them for known sources only; \(node.spares) spare",
      "handshakes     \(use(node.unknownHandshakes)) of unknown sources, which may use \(share) of a processor",
      "a source       /\(node.prefixLength): \(node.sessionsPerSource) sessions, \(node.rateCount) connections in "
        + "\(node.rateSeconds) s",
      "known sources  \(use(node.known))",
      "penalties      \(use(node.penalties))",
      "accepted       \(node.accepted)",
      "refused        \(refused)",
    ]
    lines += node.refused.map { "               \($0.value)  \(SafeText.of($0.name))" }
    for (index, handler) in node.handlers.enumerated() {
      lines.append(
        (index == 0 ? "handlers       " : "               ") + SafeText.of(handler.name) + "  " + use(handler.value))
    }
    return lines
  }

  private static func cells(_ known: KnownSession, now: UInt64) -> [String] {
    let session = known.session
    let key = StatusWords.key(session)
    return [
      Assignment.name(ofSession: session.number), Clock.localText(now - min(now, session.age &* 1000)),
      StatusWords.phase(session.phase), session.service.isEmpty ? "-" : SafeText.of(session.service),
      session.line == 0 ? "-" : "policy:\(session.line)", session.handler == 0 ? "-" : String(session.handler),
      key.map { $0.prefix(16) + "…" } ?? "-",
      "[\(session.peer.text)]:\(session.peer.port)" + (session.isUnknown ? " unknown source" : "")
        + (known.former.map { " by process \($0) from before a restart" } ?? ""),
    ]
  }

  /// Columns as wide as what is in them; the last has no end.
  private static func table(_ rows: [[String]]) -> [String] {
    let widths = rows.first.map { heads in
      heads.indices.map { index in rows.reduce(0) { max($0, $1[index].count) } }
    }
    return rows.map { row in
      (zip(row, widths ?? []).dropLast().map { pad($0, $1) } + row.suffix(1)).joined(separator: "  ")
    }
  }

  private static func pad(_ text: String, _ width: Int, right: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return right ? blanks + text : text + blanks
  }

  private static func use(_ use: NodeStatus.Use) -> String {
    use.most == .max ? "\(use.count)" : "\(use.count) of \(use.most)"
  }

  private static func time(_ seconds: UInt64) -> String { Clock.localText(min(seconds, 1 << 40) * 1_000_000) }
}

/// What both forms call things.
enum StatusWords {
  /// As `PerSourcePenalties=` has them.
  static let misdeeds = ["handshake", "nocert", "denied", "timeout", "crash"]

  static func stage(_ stage: NodeStatus.Stage) -> String {
    switch stage {
    case .serving: "serving"
    case .draining: "draining"
    case .ending: "ending"
    case .left: "left"
    }
  }

  static func phase(_ phase: SessionStatus.Phase) -> String {
    switch phase {
    case .handshake: "handshake"
    case .serving: "serving"
    case .ending: "ending"
    }
  }

  /// SHA-256 of the peer's key in hexadecimal; nil without.
  static func key(_ session: SessionStatus) -> String? {
    guard session.peerKey.contains(where: { $0 != 0 }) else { return nil }
    return session.peerKey.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
