import Glibc
import Judge
import MIME
import Policy
import PolicyCompiler
import Processes
import SMIME
import TLS

/// Says of signers what DIR knows: its policy's anchors, its contacts, its rules, its own key.
struct SignerJudge {
  private let policy: CompiledPolicy
  private let contacts: ContactRules
  private let now = Clock.unixSeconds

  /// Throws where DIR/policy is there and does not compile.
  init(directory: String) throws {
    let hasPolicy = File.exists(directory + "/policy")
    do {
      let input =
        hasPolicy ? try PolicyInput(directory: directory) : try PolicyInput(withoutPolicyIn: directory)
      policy = try MemoryCompilation(input).load()
    } catch {
      throw Failure(.configuration, "\(error)")
    }
    contacts = ContactRules(directory: directory, policy: policy)
  }

  /// What of DIR could not be used.
  var problems: [String] { contacts.problems }

  /// What is known of a signature's maker; `others` are the certificates that came along.
  func judge(_ signature: CMSSignature, others: borrowing Chain) -> JudgedSignature {
    var judged = JudgedSignature(
      outcome: signature.outcome, signedAt: signature.signedAt, readsAuthenticated: signature.readsAuthenticated)
    guard let der = signature.certificate, let certificate = Certificate(der: der) else { return judged }
    judged.certificates = certificate.pem + SignerJudge.issuers(among: others, of: der)
    var time = now
    if let signedAt = signature.signedAt, signedAt > now + SignerJudge.skew {
      judged.notes.append("it says that it was signed in the future")
    }
    // The signer's word about the time: an expired key was good once, and mail is kept.
    if let validity = certificate.validity, let signedAt = signature.signedAt, now > validity.upperBound,
      validity.contains(signedAt)
    {
      time = signedAt
      let end = Clock.localText(UInt64(clamping: validity.upperBound) * 1_000_000)
      judged.notes.append("its certificate has expired since, on \(end)")
    }
    let evidence = Verification.examine(certificate, untrusted: others, trust: policy, now: time)
    judged.identity = evidence.identity
    judged.fault = fault(certificate, evidence)
    guard judged.fault == nil, let identity = evidence.identity else { return judged }
    vouch(evidence, identity, in: &judged)
    if judged.vouchers.isEmpty, let failure = evidence.failure { judged.notes.append("\(failure)") }
    return judged
  }

  /// Whose an address is, where a kept certificate is the only proof; nil where no contact's line has it.
  func claim(on address: String, by entry: KnownCertificates.Entry) -> ContactRules.Claim? {
    guard let certificate = Certificate(der: entry.certificate) else { return nil }
    let evidence = Verification.examine(certificate, untrusted: entry.issuers, trust: policy, now: now)
    return contacts.claim(on: address, by: evidence, now: now)
  }

  /// Why a kept certificate counts for nothing; nil where it does.
  func fault(of entry: KnownCertificates.Entry) -> String? {
    guard let certificate = Certificate(der: entry.certificate) else { return "it cannot be read" }
    return fault(
      certificate, Verification.examine(certificate, untrusted: entry.issuers, trust: policy, now: now))
  }

  /// What stands behind a signer's own certificate where it is kept, PEM.
  private static func issuers(among others: borrowing Chain, of signer: [UInt8]) -> [UInt8] {
    var (pem, count): ([UInt8], Int) = ([], 0)
    for index in 0..<others.count where count < KnownCertificates.maximumIssuers && others[index].der != signer {
      pem += others[index].pem
      count += 1
    }
    return pem
  }

  /// How far clocks may differ, in seconds.
  private static let skew: Int64 = 24 * 3600

  private func fault(_ certificate: borrowing Certificate, _ evidence: Evidence) -> String? {
    guard let identity = evidence.identity else { return "its certificate's names can be read in two ways" }
    if evidence.failure == .revoked { return "its certificate is revoked" }
    if let failure = evidence.timeFailure { return "its certificate: \(failure)" }
    if !certificate.maySignMail { return "its certificate is not for people's mail: its extended key usage is another" }
    return denial(evidence, identity)
  }

  /// A lost key is reported by a rule that denies it. A rule that denies whoever comes, or comes from somewhere, says
  /// nothing of the signer.
  private func denial(_ evidence: Evidence, _ identity: Identity) -> String? {
    guard let decision = judgement(evidence)?.decision, decision.verdict == .deny, let line = decision.line,
      let rule = policy.rules.rules.first(where: { $0.line == line }), rule.conditions.contains(where: \.isOfPeople)
    else { return nil }
    return "the policy denies its owner: rule \(decision.rule)"
  }

  /// What the policy says now if the signer called to bring mail.
  private func judgement(_ evidence: Evidence) -> Judgement? {
    Address("::1").map { policy.judge(evidence, address: $0, service: "smtp", now: now) }
  }

  private func vouch(_ evidence: Evidence, _ identity: Identity, in judged: inout JudgedSignature) {
    let isOwn = policy.fingerprint(CompiledKey.nodeKey) == identity.key
    if isOwn { judged.vouchers.append("your own key") }
    for anchor in Set(evidence.anchors).sorted() where policy.rules.anchorNames.indices.contains(anchor) {
      judged.vouchers.append("anchor \(policy.rules.anchorNames[anchor])")
      judged.isVouchedFor = true
    }
    judged.vouchers += contacts.contacts(of: evidence, now: now).map { "contact \($0)" }
    if !isOwn {
      judged.claims = identity.emails.compactMap { contacts.claim(on: $0, by: evidence, now: now) }
      judged.mayBeAnybody = contacts.isCertain
    }
    if let judgement = judgement(evidence), judgement.decision.verdict == .allow, judgement.refusal == nil {
      judged.vouchers.append("rule \(judgement.decision.rule)")
    }
  }
}

extension Condition {
  /// Whether it is about who somebody is, and not about where they are or whether they say who they are.
  fileprivate var isOfPeople: Bool {
    switch self {
    case .anchor, .certificate, .key, .list, .name: true
    case .named, .from, .anonymous: false
    }
  }
}
