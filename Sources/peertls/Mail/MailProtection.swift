import Introduction
import MIME
import Policy
import SMIME
import SMTP
import TLS

extension ComposeMail {
  /// Signs it unless that is not wanted, and encrypts it where a certificate of the receiver is kept. Whoever has kept one
  /// counts on it: where it will not do, nothing is sent.
  func protect(
    _ mail: OutgoingMail, to recipient: MailSubmission.Recipient, _ caller: borrowing Caller
  ) throws -> [UInt8] {
    if let entry = try entry(of: recipient) {
      let content = try sign(mail, .encrypted, caller).content
      do throws(TLSError) {
        return mail.message(around: try caller.encrypt(content, for: entry), .encrypted)
      } catch {
        throw Failure(.configuration, "\(error)")
      }
    }
    let (content, isSigned) = try sign(mail, .signed, caller)
    return mail.message(around: content, isSigned ? .signed : .none)
  }

  /// What a contact's mail is encrypted to; nil where no certificate was ever kept. Throws where the one that is kept is
  /// not that person's, or has expired.
  private func entry(of recipient: MailSubmission.Recipient) throws -> KnownCertificates.Entry? {
    let known = KnownCertificates(directory: config.directory)
    let addresses = [recipient.mailbox, recipient.mailbox.withoutDetail].compactMap { $0?.description }
    guard case .contact(let entry) = recipient,
      let address = try addresses.first(where: { try known.entry(of: $0) != nil }),
      let found = try known.entry(of: address)
    else {
      guard encrypt else { return nil }
      let file = addresses.last.flatMap(known.file) ?? known.path
      throw Failure(
        .configuration,
        "there is no \(file), so nothing can be encrypted to \(who.sanitised); "
          + "peertls read --keep-certificate takes it from a mail that they have signed")
    }
    if let reason = try entry.contact.objection(to: found, directory: config.directory) {
      throw Failure(
        .refused,
        "\(known.file(of: address) ?? known.path): this is not \(entry.contact.name): \(reason); nothing was queued. "
          + "Remove the file to send it unencrypted, or keep the new certificate by peertls read --keep-certificate")
    }
    return found
  }

  private func sign(
    _ mail: OutgoingMail, _ protection: OutgoingMail.Protection, _ caller: borrowing Caller
  ) throws -> (content: [UInt8], isSigned: Bool) {
    let unsigned = mail.entity(protection == .encrypted ? .encrypted : .none)
    if noSign { return (unsigned, false) }
    do throws(TLSError) { return (try caller.sign(mail.entity(protection)), true) } catch {
      Terminal.complain("\(error); it goes unsigned")
      return (unsigned, false)
    }
  }
}

extension Contact {
  /// Why a certificate that is kept is not this contact's, or counts for nothing; nil where it does.
  fileprivate func objection(to entry: KnownCertificates.Entry, directory: String) throws -> String? {
    guard let leaf = Certificate(der: entry.certificate), let from = Address(bytes: address.bytes) else {
      return "it cannot be read"
    }
    if let fault = try SignerJudge(directory: directory).fault(of: entry) { return fault }
    let check: PersonCheck
    do { check = PersonCheck(try policy(directory: directory), address: from) } catch {
      throw Failure(.configuration, "\(error)")
    }
    return check.judge(leaf, untrusted: entry.issuers) == nil ? nil : check.reason ?? "denied"
  }
}
