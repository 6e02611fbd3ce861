import MIME
import Policy
import SMIME

/// A signature of a mail, and what is known of who made it.
struct JudgedSignature {
  let outcome: CMSSignature.Outcome
  /// When the signer says that it signed, in seconds since 1970.
  let signedAt: Int64?
  /// Whether the signer says that it reads AES-256-GCM.
  let readsAuthenticated: Bool
  /// The signer's certificate and those that came along with it, PEM; empty where it is unknown.
  var certificates: [UInt8] = []
  /// Whom the certificate names; nil where it is unknown or can be read in two ways.
  var identity: Identity?
  /// Who answers for the signer, each in words.
  var vouchers: [String] = []
  /// Whether an anchor does, so that the names are not the signer's own word alone.
  var isVouchedFor = false
  /// What the contacts' lines say of the certificate's addresses.
  var claims: [ContactRules.Claim] = []
  /// Whether an address that no contact's line has can be the signer's: not where a line cannot be read.
  var mayBeAnybody = true
  /// Why the certificate counts for nothing.
  var fault: String?
  /// What else is to be known.
  var notes: [String] = []

  /// The content is what the signer has signed, and somebody here answers for the signer.
  var isTrusted: Bool { outcome == .good && fault == nil && !vouchers.isEmpty }

  /// Whether the certificate has an address, as mail compares them.
  func names(_ address: String) -> Bool { identity?.emails.contains { MailAddress.isSame($0, address) } == true }

  /// Whose one of the certificate's addresses is; nil where no contact's line has it.
  func claim(on address: String) -> ContactRules.Claim? {
    claims.first { MailAddress.isSame($0.address, address) }
  }

  /// Whether the signer can be the author that an address names: the certificate has it, and no contact's line gives it to
  /// somebody else.
  func isAuthor(_ address: String) -> Bool {
    isTrusted && names(address) && (claim(on: address)?.isMet ?? mayBeAnybody)
  }
}
