import MIME

/// What a mail's signatures come to.
struct MailVerdict {
  /// The exit codes of `peertls read`.
  enum Kind: Int32 {
    /// All of it was signed by whom From: names, nothing was altered, and somebody here answers for the signer.
    case good = 0
    /// Something was altered, cannot be opened, or is not what it says.
    case bad = 1
    /// Not all of it was signed.
    case unsigned = 2
  }

  let kind: Kind
  /// In one line, ours but for names.
  let reason: String
  /// What is said inside otherwise than outside, and the like.
  let notes: [String]

  /// Of a mail whose own header is `header`.
  init(_ mail: OpenedMail, header: HeaderSection) {
    var notes = mail.notes + ShownHeader(mail, header).notes
    if mail.protectedFields == nil && (mail.isSigned || mail.isEncrypted) {
      notes.append("the header's fields are not covered: subject, date and recipients could have been altered")
    }
    if mail.isCiphertextSigned && !mail.isSigned {
      notes.append("only the ciphertext was signed, by somebody who need not have read or written what it holds")
    }
    if mail.isEncrypted && !mail.isSigned && mail.layers.contains(where: \.isMalleable) {
      notes.append("it was encrypted so that alteration could not be noticed, and is not signed")
    }
    self.notes = notes
    let faults = mail.layers.compactMap(\.fault)
    if let fault = faults.first {
      (kind, reason) = (.bad, fault)
    } else if !mail.isSigned {
      let some = mail.layers.contains { if case .signed = $0 { true } else { false } }
      let isPart = some && !mail.isCiphertextSigned
      (kind, reason) = (.unsigned, isPart ? "only a part of it is signed" : "nobody has signed it")
    } else if let fault = MailVerdict.authorFault(mail, header) {
      (kind, reason) = (.bad, fault)
    } else {
      (kind, reason) = (.good, MailVerdict.praise(mail))
    }
  }

  /// Why the signers of the whole are not whom From: names; nil where one of them is.
  private static func authorFault(_ mail: OpenedMail, _ header: HeaderSection) -> String? {
    let signatures = mail.signatures
    let trusted = signatures.filter(\.isTrusted)
    if trusted.isEmpty { return signatures.compactMap(\.fault).first ?? "nobody here answers for the signer" }
    guard let authors = authors(header.fields), !authors.isEmpty else {
      return "From: is not in order, so it names nobody"
    }
    // Some programs repeat the subject alone.
    if let inside = mail.protectedFields, inside.contains(where: { $0.isNamed("from") }) {
      guard let covered = self.authors(inside), !covered.isEmpty, same(covered, authors) else {
        return "From: is not what the signature covers"
      }
    }
    let others = authors.map(\.address).filter { author in !trusted.contains { $0.isAuthor(author) } }
    guard let other = others.first else { return nil }
    if let claim = trusted.first(where: { $0.names(other) })?.claim(on: other) {
      return "\(other) is the address of your contact \(claim.contact), and the signer is not \(claim.contact)"
    }
    if trusted.contains(where: { $0.names(other) }) {
      return "a line of the contacts is wrong, and \(other) could be that contact's: see the notes"
    }
    return "From: names \(other), and the signer's certificate does not"
  }

  /// A name that no anchor vouches for is the signer's own word, and whoever answers for the signer does not repeat it.
  private static func praise(_ mail: OpenedMail) -> String {
    let trusted = mail.signatures.filter(\.isTrusted)
    if trusted.allSatisfy(\.isVouchedFor) { return "signed by whom From: names, unaltered" }
    let vouchers = trusted.flatMap(\.vouchers).joined(separator: ", ")
    return "signed and unaltered; known by \(vouchers); the address is the signer's own word"
  }

  /// The addresses of the one From field; nil where there is none, or more, or it is not in order.
  static func authors(_ fields: [HeaderField]) -> [MailAddress]? {
    let from = fields.filter { $0.isNamed("from") }
    return from.count == 1 ? MailAddress.list(from[0].unfolded) : nil
  }

  private static func same(_ one: [MailAddress], _ other: [MailAddress]) -> Bool {
    one.count == other.count && zip(one, other).allSatisfy { MailAddress.isSame($0.address, $1.address) }
  }
}

extension OpenedMail.Layer {
  /// Why what it holds cannot be believed; nil where it can.
  var fault: String? {
    switch self {
    case .encrypted: return nil
    case .sealed(let reason): return reason
    case .signed(let signatures):
      if signatures.contains(where: { $0.outcome == .altered }) { return "it was altered after it was signed" }
      return signatures.first { $0.outcome != .good }.map { $0.outcome.text }
    }
  }

  /// Whether it could be altered without its key.
  fileprivate var isMalleable: Bool {
    if case .encrypted(let isAuthenticated) = self { !isAuthenticated } else { false }
  }
}
