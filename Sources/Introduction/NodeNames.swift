import Judge
import Policy

/// Whom the node's own certificate names.
public struct NodeNames: Equatable, Sendable {
  /// Its common name.
  public let name: String
  /// Its e-mail addresses.
  public let emails: [String]
  /// Its first userid.
  public let userID: String
  /// SHA-256 of its SubjectPublicKeyInfo; nil where it is not known.
  public let key: Fingerprint?

  /// As `peertls policy compile` has stored them.
  public init(_ policy: CompiledPolicy) {
    name = policy.text(CompiledKey.nodeName)
    emails = policy.texts(CompiledKey.nodeEmail)
    userID = policy.text(CompiledKey.nodeUserID)
    key = policy.fingerprint(CompiledKey.nodeKey)
  }

  /// As the certificate itself says.
  public init(_ identity: Identity) {
    name = identity.name
    emails = identity.emails
    userID = identity.userIDs.first ?? ""
    key = identity.key
  }
}
