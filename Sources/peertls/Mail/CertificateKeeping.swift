import Journal
import MIME
import Processes
import SafeText
import SMIME
import TLS

/// Keeps the certificate of a mail's author, so that mail to them can be encrypted. A claim of one's own must not take
/// another's place: what was meant for the other would be encrypted to the claimant, or not at all.
struct CertificateKeeping {
  let certificates: KnownCertificates
  let judge: SignerJudge

  /// Keeps it where the verdict is good, and says why not where it must not be kept.
  func keep(_ mail: OpenedMail, _ verdict: MailVerdict, from authors: [MailAddress]) throws {
    guard verdict.kind == .good, authors.count == 1, let author = authors.first?.address,
      let signer = mail.signatures.first(where: { $0.isAuthor(author) }),
      let chain = try? Chain(pem: signer.certificates, name: "the signer's certificate")
    else { return refuse("the verdict is not good") }
    if let reason = try objection(to: chain[0], of: signer, for: author) { return refuse(reason) }
    let isNew = try certificates.keep(signer.certificates, readsAuthenticated: signer.readsAuthenticated, for: author)
    let file = certificates.file(of: author) ?? ""
    Terminal.print("\n\(isNew ? "kept" : "already there"): \(SafeText.of(file))")
  }

  private func refuse(_ reason: String) { Terminal.complain("the signer's certificate is not kept: \(reason)") }

  private func objection(
    to certificate: borrowing Certificate, of signer: JudgedSignature, for address: String
  ) throws -> String? {
    guard certificate.canBeEncryptedTo else { return "nothing can be encrypted to it" }
    guard signer.claim(on: address)?.isMet ?? signer.isVouchedFor else {
      return "no anchor answers for the signer, and no contact's line has the address"
    }
    guard let validity = certificate.validity, validity.contains(Clock.unixSeconds) else { return "it has expired" }
    // One that is not the contact's stands in nobody's way.
    guard let old = try certificates.entry(of: address), judge.claim(on: address, by: old)?.isMet != false,
      let start = Certificate(der: old.certificate)?.validity?.lowerBound, validity.lowerBound < start
    else { return nil }
    return "the one that is there is newer"
  }
}
