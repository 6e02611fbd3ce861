import Judge
import Policy
import Processes
import TLS

/// Decides inside the handshake whether whoever answered is the person that was called.
final class PersonCheck: HandshakeJudge {
  private let policy: CompiledPolicy
  private let address: Address
  /// Why it is not; nil while it may be.
  private(set) var reason: String?
  /// What our contacts' line says of it.
  private(set) var judgement: Judgement?
  /// Whom the certificate names.
  private(set) var identity: Identity?

  init(_ policy: CompiledPolicy, address: Address) {
    self.policy = policy
    self.address = address
  }

  func choose(from protocols: [[UInt8]]) -> Int? { nil }

  var demandsCertificate: Bool { true }

  func judge(_ leaf: borrowing Certificate, untrusted: borrowing Chain) -> Refusal? {
    let now = Clock.unixSeconds
    let evidence = Verification.examine(leaf, untrusted: untrusted, trust: policy, now: now)
    identity = evidence.identity
    let judgement = policy.judge(evidence, address: address, service: "", now: now)
    self.judgement = judgement
    if judgement.refusal != nil { reason = judgement.decision.line == nil ? judgement.reason : "denied" }
    return judgement.refusal
  }
}
