import Handoff
import Introduction
import Judge
import Policy
import Processes
import TLS

/// What a new policy makes of a peer that is being served.
enum Welcome: Equatable {
  case same
  /// It may stay, and what it may do is no longer what its handler was told.
  case changed
  case denied
}

/// Decides, inside the handshake and again whenever the policy changes, whether this caller may have this service.
final class Doorkeeper: HandshakeJudge {
  private var policy: CompiledPolicy
  private var address = Address(bytes: [UInt8](repeating: 0, count: 16))!
  /// The service that the caller asks for.
  private(set) var service = ""
  /// The last judgement; nil until there was one.
  private(set) var judgement: Judgement?
  /// Whom the caller's certificate names, if it showed one.
  private(set) var identity: Identity?
  /// The hashes of a certificate whose names cannot be read: all that can be said of its holder.
  private(set) var unreadable: (certificate: Fingerprint, key: Fingerprint)?
  /// No handler speaks what the client offered.
  private(set) var protocolIsUnknown = false

  /// The key that whoever shakes hands must have, once the caller is let in.
  private var onlyKey: Fingerprint?

  init(_ policy: CompiledPolicy) { self.policy = policy }

  func receive(_ assignment: Assignment) {
    address = Address(bytes: assignment.peer.bytes) ?? address
    service = assignment.socketName
  }

  /// Takes the new policy; false where it cannot be read, and then nobody may be let in or stay by the old one.
  func replacePolicy(_ descriptor: consuming Descriptor?) -> Bool {
    guard let descriptor, let policy = try? CompiledPolicy(descriptor: descriptor.number) else { return false }
    self.policy = policy
    return true
  }

  /// The policy by which the last judgement was made.
  private(set) var policyHash = ""

  // MARK: HandshakeJudge

  func choose(from protocols: [[UInt8]]) -> Int? {
    // The control connection has chosen.
    if onlyKey != nil { return 0 }
    for (index, name) in protocols.enumerated() {
      if let service = policy.service(alpn: name) {
        self.service = service
        return index
      }
    }
    protocolIsUnknown = true
    return nil
  }

  var demandsCertificate: Bool {
    onlyKey != nil || !policy.admitsAnonymous(address: address, service: service, now: Clock.unixSeconds)
  }

  func judge(_ leaf: borrowing Certificate, untrusted: borrowing Chain) -> Refusal? {
    if let onlyKey { return leaf.keyFingerprint == onlyKey ? nil : .policy }
    return examine(leaf, untrusted)
  }

  /// From now on nobody can shake hands but who proves the key of the peer: for data connections. False where the peer has
  /// shown none.
  func admitsOnlyItsPeer() -> Bool {
    onlyKey = identity?.key
    return onlyKey != nil
  }

  private func examine(_ leaf: borrowing Certificate, _ untrusted: borrowing Chain) -> Refusal? {
    let now = Clock.unixSeconds
    let evidence = Verification.examine(leaf, untrusted: untrusted, trust: policy, now: now)
    identity = evidence.identity
    unreadable = identity == nil ? (leaf.fingerprint, leaf.keyFingerprint) : nil
    let judgement = policy.judge(evidence, address: address, service: service, now: now)
    self.judgement = judgement
    policyHash = policy.hash
    return judgement.refusal
  }

  /// Judges the peer of a connection as it stands; for callers without a certificate, and when the policy has changed.
  func judge(_ connection: borrowing Connection) -> Judgement {
    if connection.withPeer({ leaf, chain in _ = examine(leaf, chain) }) == nil { judgeWithoutCertificate() }
    return judgement!
  }

  /// Judges a caller that has shown no certificate.
  func judgeWithoutCertificate() {
    judgement = policy.judge(nil, address: address, service: service, now: Clock.unixSeconds)
    policyHash = policy.hash
  }

  // MARK: What follows from the verdict

  /// The handler to run: a knock leads to its own.
  var handler: String { judgement?.decision.verdict == .knock ? Judgement.knockHandler : service }

  /// What the handler was told, at its start, that its peer may do; it cannot be told again.
  struct Rights: Equatable {
    var handler: String
    var files: FileRights?
    var quotaBytes: UInt64?
  }

  /// The rights by the last judgement.
  var rights: Rights {
    let limits = judgement?.decision.limits
    return Rights(handler: handler, files: limits?.files, quotaBytes: limits?.quotaBytes)
  }

  /// Judges the peer of a running conversation by a new policy.
  func judgeAgain(_ connection: borrowing Connection) -> Welcome {
    let before = rights
    guard judge(connection).refusal == nil else { return .denied }
    return rights == before ? .same : .changed
  }

  /// What the handler learns of its peer.
  func introduction(_ assignment: Assignment) -> Introduction {
    Introduction(
      session: assignment.session, service: handler, local: assignment.local, peer: assignment.peer,
      judgement: judgement, identity: identity, node: NodeNames(policy))
  }

  func request(environment: HandlerEnvironment) -> HandlerRequest {
    let decision = judgement?.decision
    return HandlerRequest(
      service: handler, peerKey: identity?.key.bytes ?? [UInt8](repeating: 0, count: Fingerprint.size),
      line: UInt32(clamping: decision?.line ?? 0), sessions: decision?.limits.sessions ?? 0,
      rateCount: decision?.limits.rate?.count ?? 0, rateSeconds: decision?.limits.rate?.perSeconds ?? 0,
      environment: environment)
  }

  /// The rule's limits before the handler's before the node's.
  func limits(for assignment: Assignment) -> ConversationLimits {
    let rule = judgement?.decision.limits
    let own = policy.limits(ofHandler: handler) ?? (0, 0)
    func first(_ values: UInt32?...) -> UInt32 { values.compactMap { $0 }.first { $0 > 0 } ?? 0 }
    return ConversationLimits(
      idleSeconds: first(rule?.idleSeconds, own.idleSeconds, assignment.idleSeconds),
      durationSeconds: first(rule?.durationSeconds, own.durationSeconds, assignment.durationSeconds))
  }
}
