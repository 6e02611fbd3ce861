import Glibc
import Judge
import MIME
import Policy
import PolicyCompiler
import Processes
import SMIME
import TLS

/// A signature of a mail, and what is known of who made it.
struct JudgedSignature {
  let outcome: CMSSignature.Outcome
  /// When the signer says that it signed, in seconds since 1970.
  let signedAt: Int64?
  /// Whether the signer says that it reads AES-256-GCM.
  let readsAuthenticated: Bool
  /// The signer's certificate, PEM; empty where it is unknown.
  var certificate: [UInt8] = []
  /// Whom the certificate names; nil where it is unknown or can be read in two ways.
  var identity: Identity?
  /// Who answers for the signer, each in words.
  var vouchers: [String] = []
  /// Whether an anchor does, so that the names are not the signer's own word alone.
  var isVouchedFor = false
  /// Whether a contact's line names the signer.
  var isContact = false
  /// Why the certificate counts for nothing.
  var fault: String?
  /// What else is to be known.
  var notes: [String] = []

  /// The content is what the signer has signed, and somebody here answers for the signer.
  var isTrusted: Bool { outcome == .good && fault == nil && !vouchers.isEmpty }

  /// Whether the certificate has an address, as mail compares them.
  func names(_ address: String) -> Bool { identity?.emails.contains { MailAddress.isSame($0, address) } == true }
}

/// Says of signers what DIR knows: its policy's anchors, its contacts, its rules, its own key.
struct SignerJudge {
  private let policy: CompiledPolicy
  private let contacts: [(name: String, address: Address, rules: RuleSet)]
  private let now = Clock.unixSeconds
  /// What of DIR could not be used.
  private(set) var problems: [String] = []

  /// Throws where DIR/policy is there and does not compile.
  init(directory: String) throws {
    let hasPolicy = File.exists(directory + "/policy")
    do {
      let input =
        hasPolicy
        ? try PolicyInput(directory: directory) : PolicyInput(text: "", file: "policy", directory: directory)
      policy = try MemoryCompilation(input).load()
    } catch {
      throw Failure(.configuration, "\(error)")
    }
    var known: [(String, Address, RuleSet)] = []
    if File.exists(directory + "/contacts") {
      do {
        let names = (policy.rules.anchorNames, policy.rules.listNames)
        for contact in try Contact.all(directory: directory).map({ try $0.get() }) {
          guard let address = Address(bytes: contact.address.bytes) else { continue }
          let rule = try contact.rule(anchors: names.0, lists: names.1)
          known.append((contact.name, address, RuleSet(rules: [rule], anchorNames: names.0, listNames: names.1)))
        }
      } catch {
        problems.append("\(error)")
      }
    }
    contacts = known
  }

  /// What is known of a signature's maker; `others` are the certificates that came along.
  func judge(_ signature: CMSSignature, others: borrowing Chain) -> JudgedSignature {
    var judged = JudgedSignature(
      outcome: signature.outcome, signedAt: signature.signedAt, readsAuthenticated: signature.readsAuthenticated)
    guard let der = signature.certificate, let certificate = Certificate(der: der) else { return judged }
    judged.certificate = certificate.pem
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
    judged.fault = fault(evidence)
    guard judged.fault == nil, let identity = evidence.identity else { return judged }
    vouch(evidence, identity, at: time, in: &judged)
    if judged.vouchers.isEmpty, let failure = evidence.failure { judged.notes.append("\(failure)") }
    return judged
  }

  /// How far clocks may differ, in seconds.
  private static let skew: Int64 = 24 * 3600

  private func fault(_ evidence: Evidence) -> String? {
    if evidence.identity == nil { return "its certificate's names can be read in two ways" }
    if evidence.failure == .revoked { return "its certificate is revoked" }
    return evidence.timeFailure.map { "its certificate: \($0)" }
  }

  private func vouch(_ evidence: Evidence, _ identity: Identity, at time: Int64, in judged: inout JudgedSignature) {
    if policy.fingerprint(CompiledKey.nodeKey) == identity.key { judged.vouchers.append("your own key") }
    for anchor in Set(evidence.anchors).sorted() where policy.rules.anchorNames.indices.contains(anchor) {
      judged.vouchers.append("anchor \(policy.rules.anchorNames[anchor])")
      judged.isVouchedFor = true
    }
    for contact in contacts {
      let caller = Policy.Caller(
        identity: identity, anchors: evidence.anchors, address: contact.address, service: "smtp")
      let decision = contact.rules.decide(caller, now: time) { policy.lists(holding: $0) }
      if decision.verdict == .allow {
        judged.vouchers.append("contact \(contact.name)")
        judged.isContact = true
      }
    }
    guard let address = Address("::1") else { return }
    let judgement = policy.judge(evidence, address: address, service: "smtp", now: time)
    if judgement.decision.verdict == .allow, judgement.refusal == nil {
      judged.vouchers.append("rule \(judgement.decision.rule)")
    }
  }
}
