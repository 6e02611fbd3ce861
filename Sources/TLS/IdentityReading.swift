import COpenSSL
import Policy

extension Certificate {
  /// The longest name that is read from a certificate, in bytes.
  public static let maximumNameLength = 1024
  /// The most names of one kind.
  public static let maximumNames = 64

  /// Whom it names: CN (the last, most specific one), emailAddress, rfc822Name and SmtpUTF8Mailbox (RFC 9598) mailboxes,
  /// UID, O and OU; nil when a name cannot be read, is empty, too long, or holds a NUL or control character: then it is
  /// nobody's, for another reader might see another name.
  public var identity: Identity? {
    let names = Names()
    let owner = unsafe Unmanaged.passUnretained(names).toOpaque()
    let complete = unsafe copenssl_names(pointer, owner) { owner, kind, text, length in
      let names = unsafe Unmanaged<Names>.fromOpaque(owner!).takeUnretainedValue()
      unsafe names.add(kind, Array(UnsafeBufferPointer(start: text, count: length)))
    }
    guard complete == 1, names.good else { return nil }
    var identity = Identity(certificate: fingerprint, key: keyFingerprint)
    identity.name = names.commonName
    identity.emails = names.emails
    identity.userIDs = names.userIDs
    identity.organizations = names.organizations
    identity.units = names.units
    identity.subject = names.subject
    identity.issuer = names.issuer
    return identity
  }
}

/// What the C loop over the names has found.
private final class Names {
  var commonName = ""
  var (emails, userIDs, organizations, units): ([String], [String], [String], [String]) = ([], [], [], [])
  var (subject, issuer) = ("", "")
  var good = true

  func add(_ kind: copenssl_name, _ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return good = false }
    switch kind {
    case COPENSSL_SUBJECT: subject = text
    case COPENSSL_ISSUER: issuer = text
    default:
      let controls = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
      guard !text.isEmpty, bytes.count <= Certificate.maximumNameLength, !controls else { return good = false }
      switch kind {
      case COPENSSL_COMMON_NAME: commonName = text
      case COPENSSL_EMAIL: append(text, to: &emails)
      case COPENSSL_USER_ID: append(text, to: &userIDs)
      case COPENSSL_ORGANIZATION: append(text, to: &organizations)
      default: append(text, to: &units)
      }
    }
  }

  private func append(_ text: String, to list: inout [String]) {
    if list.contains(text) { return }
    if list.count < Certificate.maximumNames { list.append(text) } else { good = false }
  }
}
