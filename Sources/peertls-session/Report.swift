import Handoff
import Journal
import Judge
import Policy
import Processes
import TLS

/// The records of one session. Each carries what identifies the session and what is known of its peer so far.
struct Report: ~Copyable {
  static let identifier = "peertls-session"

  private var log: Log
  private let assignment: Assignment
  private let start = Clock.monotonic
  private var known: [(Field, String)] = []
  /// Who was cut off at data ports and is not told of yet: how many, and the last.
  private var strangers = 0
  private var lastStranger: (address: SocketAddress, reason: String)?
  private var toldOfStrangers: UInt64 = 0
  private var bytes: (inward: UInt64, outward: UInt64) = (0, 0)

  init(call assignment: Assignment, journal: Int32?) {
    log = Log(journal: journal, identifier: Report.identifier, patience: 1000)
    self.assignment = assignment
    known = [
      (.session, Assignment.name(ofSession: assignment.session)), (.service, assignment.socketName),
      (.peerAddress, assignment.peer.text), (.peerPort, String(assignment.peer.port)),
    ]
  }

  /// Whether the last record could not be logged.
  var hasLost: Bool { log.lost > 0 }

  mutating func opened() {
    send(.sessionOpened, .info, "connection from [\(assignment.peer.text)]:\(assignment.peer.port)")
  }

  /// Remembers what the handshake has brought to light, for every record from here on.
  mutating func met(_ doorkeeper: Doorkeeper, _ connection: borrowing Connection, _ handshake: HandshakeEnding) {
    known[1].1 = doorkeeper.service
    // Before there is a cipher, the version is what a client would be offered.
    let cipher = connection.cipher
    if !cipher.isEmpty { known += [(.tlsVersion, connection.version), (.tlsCipher, cipher)] }
    if let unreadable = doorkeeper.unreadable {
      known += [
        (.peerVerified, verified(doorkeeper, connection, handshake)),
        (.peerCertificate, unreadable.certificate.description),
        (.peerKey, unreadable.key.description),
      ]
    }
    guard let identity = doorkeeper.identity else { return }
    known += [
      (.peerVerified, verified(doorkeeper, connection, handshake)),
      (.peerName, identity.name), (.peerEmail, identity.emails.first ?? ""),
      (.peerUserID, identity.userIDs.first ?? ""),
      (.peerCertificate, identity.certificate.description), (.peerKey, identity.key.description),
    ]
  }

  /// The end of a handshake: the verdict where the peer has come to know it; where the peer has not proved that it holds
  /// its key, that nobody was let in, whatever the policy thinks of the certificate's owner.
  mutating func ended(_ handshake: HandshakeEnding, _ doorkeeper: Doorkeeper, alert: UInt8?) {
    switch handshake {
    case .completed, .refused, .failed(.noCertificate): decided(doorkeeper, alert: alert)
    case .timedOut, .ended, .failed:
      guard doorkeeper.judgement != nil else { return }
      let reason = "no proof that it holds the certificate's key: " + handshake.reason(doorkeeper)
      let denied = Decision(verdict: .deny, line: nil)
      sendVerdict(denied, .notice, reason, doorkeeper, alert: alert)
    }
  }

  /// The verdict, with the alert that carried a refusal.
  mutating func decided(_ doorkeeper: Doorkeeper, alert: UInt8?) {
    guard let judgement = doorkeeper.judgement else { return }
    known.removeAll { $0.0 == .policy }
    known.append((.policy, doorkeeper.policyHash))
    // A new policy may have other anchors.
    if let index = known.firstIndex(where: { $0.0 == .peerVerified && $0.1 != "no" }) {
      known[index].1 = voucher(doorkeeper)
    }
    let priority: Priority = judgement.refusal == nil ? .info : .notice
    sendVerdict(judgement.decision, priority, judgement.reason, doorkeeper, alert: alert)
  }

  private mutating func sendVerdict(
    _ decision: Decision, _ priority: Priority, _ reason: String, _ doorkeeper: Doorkeeper, alert: UInt8?
  ) {
    let verdict = decision.verdict.rawValue
    send(
      .verdict, priority, "\(verdict) \(doorkeeper.service) to \(name(doorkeeper)): \(reason)",
      [
        (.verdict, verdict), (.rule, decision.rule), (.reason, reason), (.resumed, "no"),
        (.alert, alert.map { Alert.name($0) } ?? ""),
      ])
  }

  private func name(_ doorkeeper: Doorkeeper) -> String {
    if doorkeeper.unreadable != nil { return "a caller whose certificate cannot be read" }
    guard let identity = doorkeeper.identity else { return "a caller without a certificate" }
    let claim = known.contains { $0 == (.peerVerified, "yes") } ? "" : "one who claims to be "
    return claim + (identity.name.isEmpty ? identity.subject : identity.name)
  }

  /// PEERTLS_PEER_VERIFIED.
  private func verified(
    _ doorkeeper: Doorkeeper, _ connection: borrowing Connection, _ handshake: HandshakeEnding
  ) -> String {
    guard isProved(connection, handshake) else { return "no" }
    return voucher(doorkeeper)
  }

  private func voucher(_ doorkeeper: Doorkeeper) -> String { doorkeeper.judgement?.anchor == nil ? "key" : "yes" }

  /// The handshake came as far as the proof that the peer holds its key: in TLS 1.3 also where it was then refused.
  private func isProved(_ connection: borrowing Connection, _ handshake: HandshakeEnding) -> Bool {
    handshake == .completed || (handshake == .refused && connection.version == "TLSv1.3")
  }

  mutating func handlerStarted(pid: Int32, handler: String) {
    send(.handlerStarted, .info, "handler \(handler) runs as process \(pid)", [(.service, handler)])
  }

  /// Somebody has connected to a data port who is not the peer; at most one record a second, and one at the end.
  mutating func refusedData(from address: SocketAddress, _ reason: String) {
    strangers += 1
    lastStranger = (address, reason)
    if Clock.monotonic >= toldOfStrangers + 1_000_000 { tellOfStrangers() }
  }

  private mutating func tellOfStrangers() {
    guard let (address, reason) = lastStranger else { return }
    let others = strangers > 1 ? ", and \(strangers - 1) more before" : ""
    (strangers, lastStranger, toldOfStrangers) = (0, nil, Clock.monotonic)
    send(
      .dataRefused, .warning, "data connection from [\(address.text)]:\(address.port) cut off: \(reason)\(others)",
      [(.reason, reason), (.dataAddress, address.text), (.dataPort, String(address.port))])
  }

  mutating func moved(_ inward: UInt64, _ outward: UInt64) { bytes = (inward, outward) }

  /// The closing record; `alert` is what ended a handshake that came to nothing. What was lost is left to the acceptor.
  mutating func closed(
    _ reason: String, handler: (status: Int32, cpuMicroseconds: UInt64)?, alert: UInt8? = nil,
    priority: Priority = .info, _ line: borrowing AcceptorLine
  ) {
    tellOfStrangers()
    let cpu = Clock.processorTime + (handler?.cpuMicroseconds ?? 0)
    send(
      .sessionClosed, priority, "closed: \(reason)",
      [
        (.reason, reason), (.bytesIn, String(bytes.inward)), (.bytesOut, String(bytes.outward)),
        (.durationMicroseconds, String(Clock.monotonic - start)), (.cpuMicroseconds, String(cpu)),
        (.exit, handler.map { Exit.text(status: $0.status) } ?? ""), (.alert, alert.map { Alert.name($0) } ?? ""),
      ])
    if log.lost > 0 { line.haveLost(log.lost) }
  }

  /// Says why this session cannot do its work at all.
  static func impossible(_ reason: String) {
    var log = Log(journal: nil, identifier: identifier)
    var record = Record(.sessionClosed, priority: .error, message: "cannot work: \(reason)")
    record[.reason] = reason
    log.send(record)
  }

  private mutating func send(_ event: Event, _ priority: Priority, _ message: String, _ more: [(Field, String)] = []) {
    var record = Record(event, priority: priority, message: message)
    for (field, value) in known + more where !value.isEmpty { record[field] = value }
    log.send(record)
  }
}
