import Policy
import TLS

/// What becomes of a caller: the rule that decided, and what the handshake does about it.
public struct Judgement: Equatable, Sendable {
  /// The name of the handler to which a verdict of knock leads.
  public static let knockHandler = "knock"

  /// The verdict and its rule.
  public let decision: Decision
  /// How the handshake ends; nil lets the caller in.
  public let refusal: Refusal?
  /// One line for the journal and for `peertls policy explain`.
  public let reason: String
  /// The policy's name of an anchor to which the caller's chain leads, the rule's own where it names one; nil where
  /// nobody vouches for the names in the certificate, so that they are mere claims.
  public let anchor: String?
}

extension CompiledPolicy {
  /// Judges a caller: the one engine of the handshake, of a reload, of explain and of connect.
  ///
  /// - Parameters:
  ///   - evidence: what is known of the caller's certificate; nil if it has shown none.
  ///   - now: seconds since 1970.
  public func judge(_ evidence: Evidence?, address: Address, service: String, now: Int64) -> Judgement {
    guard let evidence else {
      return conclude(
        decide(nil, anchors: [], address: address, service: service, now: now), noneMatched: "no certificate")
    }
    guard let identity = evidence.identity else {
      return refuse(evidence.failure, "the certificate's names cannot be read with one meaning")
    }
    let decision = decide(identity, anchors: evidence.anchors, address: address, service: service, now: now)
    if let failure = evidence.failure {
      if failure == .revoked { return refuse(failure, "\(failure)") }
      if decision.verdict == .deny && decision.line == nil && !isPinned(identity) {
        return refuse(failure, "\(failure)")
      }
    }
    if let failure = evidence.timeFailure, decision.verdict != .deny { return refuse(failure, "\(failure)") }
    return conclude(
      decision, noneMatched: "no rule lets this certificate in", anchor: voucher(evidence.anchors, decision))
  }

  /// Whether a caller without a certificate would be let in, so that the handshake need not demand one.
  public func admitsAnonymous(address: Address, service: String, now: Int64) -> Bool {
    judge(nil, address: address, service: service, now: now).refusal == nil
  }

  /// Whether the policy knows this very certificate or key: then it is no unknown issuer that keeps the caller out.
  private func isPinned(_ identity: Identity) -> Bool {
    let pins: [Condition] = [.certificate(identity.certificate), .key(identity.key)]
    return rules.rules.contains { rule in pins.contains(where: rule.conditions.contains) }
      || !lists(holding: .certificate(identity.certificate)).isEmpty || !lists(holding: .key(identity.key)).isEmpty
  }

  private func decide(_ identity: Identity?, anchors: [Int], address: Address, service: String, now: Int64) -> Decision
  {
    let caller = Caller(identity: identity, anchors: anchors, address: address, service: service)
    return rules.decide(caller, now: now) { lists(holding: $0) }
  }

  private func voucher(_ anchors: [Int], _ decision: Decision) -> String? {
    let rule = decision.line.flatMap { line in rules.rules.first { $0.line == line } }
    let named = anchors.first { rule?.conditions.contains(.anchor($0)) == true }
    guard let index = named ?? anchors.min(), rules.anchorNames.indices.contains(index) else { return nil }
    return rules.anchorNames[index]
  }

  private func refuse(_ failure: ChainFailure?, _ reason: String) -> Judgement {
    Judgement(
      decision: Decision(verdict: .deny, line: nil), refusal: failure.map { .certificate($0) } ?? .policy,
      reason: reason, anchor: nil)
  }

  private func conclude(_ decision: Decision, noneMatched: String, anchor: String? = nil) -> Judgement {
    switch decision.verdict {
    case .allow:
      return Judgement(decision: decision, refusal: nil, reason: "allowed by \(decision.rule)", anchor: anchor)
    case .deny:
      let reason = decision.line == nil ? noneMatched : "denied by \(decision.rule)"
      return Judgement(decision: decision, refusal: .policy, reason: reason, anchor: anchor)
    case .knock:
      let answered = limits(ofHandler: Judgement.knockHandler) != nil
      return Judgement(
        decision: decision, refusal: answered ? nil : .policy,
        reason: "knocks by \(decision.rule)"
          + (answered ? "" : "; there is no handler \(Judgement.knockHandler), so only recorded"), anchor: anchor)
    }
  }
}
