import CCMS
import TLS

/// MIME entities signed and encrypted (S/MIME 4.0, RFC 8551). An entity is a MIME header, an empty line and a body, in lines
/// that end with CR LF; so is what is made of it.
public enum SMIMEMessage {
  /// How content is encrypted.
  public enum Encryption: Sendable {
    /// AES-256-GCM (AuthEnvelopedData): what was altered on the way cannot be decrypted.
    case authenticated
    /// AES-256-CBC (EnvelopedData), for readers that know no other: what was altered is noticed only by a signature
    /// inside.
    case unauthenticated
  }

  /// The largest entity, in bytes.
  public static let maximumBytes = 1 << 30

  /// `multipart/signed` with the entity as it is and a detached signature with SHA-256. The certificates that lead to the
  /// signer's issuer go along. Throws where the key is Ed25519, with which OpenSSL 3.0 cannot sign CMS.
  public static func sign(_ entity: [UInt8], by credentials: borrowing Credentials) throws(TLSError) -> [UInt8] {
    guard unsafe ccms_can_sign(credentials.key) == 1 else {
      throw TLSError("sign the mail", reason: "S/MIME needs an RSA or EC key, and yours is neither")
    }
    try check(entity, "sign the mail")
    let signature = unsafe OwnedBytes.take {
      unsafe ccms_sign(credentials.chain.pointer, credentials.key, entity, entity.count, &$0)
    }
    guard !signature.isEmpty else { throw TLSError(taking: "sign the mail") }
    let boundary = boundary()
    let head = """
      Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r
       micalg=sha-256; boundary="\(boundary)"\r
      \r
      --\(boundary)\r

      """
    let middle = """
      \r
      --\(boundary)\r
      Content-Type: application/pkcs7-signature; name="smime.p7s"\r
      Content-Transfer-Encoding: base64\r
      Content-Disposition: attachment; filename="smime.p7s"\r
      \r

      """
    return Array(head.utf8) + entity + Array(middle.utf8) + lines(signature) + Array("\r\n--\(boundary)--\r\n".utf8)
  }

  /// `application/pkcs7-mime` that whoever holds the key of one of these certificates (DER) can read. Throws where one of
  /// them is none, or its key cannot be encrypted to: neither RSA nor EC, or its key usage forbids it.
  public static func encrypt(
    _ entity: [UInt8], for certificates: [[UInt8]], _ encryption: Encryption = .authenticated
  ) throws(TLSError) -> [UInt8] {
    let recipients = Chain()
    for der in certificates {
      guard let certificate = Certificate(der: der) else {
        throw TLSError("encrypt the mail", reason: "a recipient's certificate cannot be read")
      }
      guard certificate.canBeEncryptedTo else {
        let name = certificate.identity.map { " of \($0.name)" } ?? ""
        throw TLSError(
          "encrypt the mail",
          reason: "nothing can be encrypted to the certificate\(name): its key is neither RSA nor EC, or its key usage "
            + "forbids it")
      }
      recipients.append(certificate)
    }
    guard recipients.count > 0 else { throw TLSError("encrypt the mail", reason: "there is no recipient") }
    try check(entity, "encrypt the mail")
    let isAuthenticated = encryption == .authenticated
    let message = unsafe OwnedBytes.take {
      unsafe ccms_encrypt(recipients.pointer, isAuthenticated ? 1 : 0, entity, entity.count, &$0)
    }
    guard !message.isEmpty else { throw TLSError(taking: "encrypt the mail") }
    let kind = isAuthenticated ? "authEnveloped-data" : "enveloped-data"
    let head = """
      Content-Type: application/pkcs7-mime; smime-type=\(kind); name="smime.p7m"\r
      Content-Transfer-Encoding: base64\r
      Content-Disposition: attachment; filename="smime.p7m"\r
      \r

      """
    return Array(head.utf8) + lines(message)
  }

  private static func check(_ entity: [UInt8], _ operation: String) throws(TLSError) {
    guard entity.count <= maximumBytes else { throw TLSError(operation, reason: "it is too large") }
  }

  /// base64 in lines of 64 characters.
  private static func lines(_ bytes: [UInt8]) -> [UInt8] {
    let text = unsafe [UInt8](unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4 + 1) { buffer, count in
      count = unsafe Int(ccms_base64(bytes, Int32(clamping: bytes.count), buffer.baseAddress))
    }
    var lines: [UInt8] = []
    lines.reserveCapacity(text.count / 64 * 66 + 66)
    for start in stride(from: 0, to: text.count, by: 64) {
      lines += text[start..<min(start + 64, text.count)]
      lines += Array("\r\n".utf8)
    }
    return lines
  }

  /// 128 random bits: no text has it.
  private static func boundary() -> String {
    "=_" + String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
  }
}

extension Certificate {
  /// Whether its extended key usage, where it states one, lets a person sign mail: emailProtection, clientAuth or any
  /// (RFC 8550, section 4.4.4).
  public var maySignMail: Bool { unsafe ccms_may_sign(pointer) == 1 }

  /// Whether mail can be encrypted to its key: RSA or EC, with a key usage, where it states one, that lets one.
  public var canBeEncryptedTo: Bool { unsafe ccms_can_encrypt(pointer) == 1 }
}
