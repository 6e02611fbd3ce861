import Foundation
import MIME
import SMIME
import TLS
import TestSupport

/// Who writes here: certificates fit for S/MIME, from the issuer that the reader's policy accepts.
enum People {
  static let usage = [
    "keyUsage=critical,digitalSignature,keyEncipherment,keyAgreement", "extendedKeyUsage=clientAuth,emailProtection",
  ]

  static func person(
    _ name: String, key: CertificateRequest.Key = .p256, validity: CertificateRequest.Validity = .current
  ) -> CertificateRequest {
    .person(name, email: "\(name.lowercased())@example.org", key: key, validity: validity, usage: usage)
  }

  static let alice = try! PKI.acme.issue(person("Alice"))
  static let bob = try! PKI.acme.issue(person("Bob"))
  static let rsaAlice = try! PKI.acme.issue(person("Alice", key: .rsa))
  static let rsaBob = try! PKI.acme.issue(person("Bob", key: .rsa))
}

extension Credential {
  /// As a program of ours has it.
  func credentials() throws -> Credentials {
    try Credentials(
      certificates: Array(Data(contentsOf: URL(filePath: chain))), key: Array(Data(contentsOf: URL(filePath: key))),
      certificateName: "chain", keyName: "key")
  }

  /// The certificate's DER.
  func der() throws -> [UInt8] {
    try Chain(pem: Array(Data(contentsOf: URL(filePath: chain))), name: "chain")[0].der
  }
}

/// A mail from one to another.
func letter(
  _ text: String = "Hi Bob,\n\nGrüße.\n", from: String = "alice@example.org", subject: String = "Größe",
  files: [(String, [UInt8])] = []
) throws -> OutgoingMail {
  var letter = Letter(
    from: try MailAddress(name: "Alice Example", address: from), to: [try MailAddress(address: "bob@example.org")],
    subject: subject, text: text, date: Int64(Date().timeIntervalSince1970))
  letter.attachments = try files.map { try Attachment(name: $0.0, contents: $0.1) }
  return try OutgoingMail(letter)
}

/// Signed by somebody.
func signed(_ mail: OutgoingMail, by credential: Credential) throws -> [UInt8] {
  mail.message(around: try SMIMEMessage.sign(mail.entity(.signed), by: try credential.credentials()), .signed)
}

/// Signed, and then encrypted.
func encrypted(
  _ mail: OutgoingMail, by signer: Credential?, for reader: Credential,
  _ encryption: SMIMEMessage.Encryption = .authenticated
) throws -> [UInt8] {
  let entity = mail.entity(.encrypted)
  let inner = try signer.map { try SMIMEMessage.sign(entity, by: try $0.credentials()) } ?? entity
  return mail.message(around: try SMIMEMessage.encrypt(inner, for: [try reader.der()], encryption), .encrypted)
}

/// What a run of `peertls read` has left.
struct Reading {
  let code: Int32
  let output: String
  let errors: String

  /// Whether a line is among the output's, blanks around it aside.
  func says(_ line: String) -> Bool {
    output.split(separator: "\n").contains { $0.split(separator: " ").joined(separator: " ").contains(line) }
  }
}

/// The reader, Bob unless another is given, whose policy accepts the issuer.
struct Reader {
  let scratch: Scratch
  let directory: String

  init(
    _ credential: Credential = People.bob, contacts: String = "", policy: String = "anchor acme acme.pem\n",
    files: [String: String] = [:]
  ) throws {
    scratch = try Scratch()
    directory = try scratch.person(credential, contacts: contacts, policy: policy)
    for (name, text) in files { try scratch.write("me/" + name, text) }
  }

  func read(_ message: [UInt8], _ options: String...) throws -> Reading {
    let child = try ChildProcess([Programs.path("peertls"), "read", "--config", directory] + options + ["-"])
    child.write(message)
    child.closeInput()
    let code = try child.wait(seconds: 60)
    try child.output.waitForEnd()
    try child.errors.waitForEnd()
    return Reading(code: code, output: child.output.text, errors: child.errors.text)
  }

  /// A file with these bytes.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = scratch.path + "/" + name
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }
}

/// Text with `\n` as line ends, as a mail has it.
func message(_ text: String) -> [UInt8] { Array(text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8) }

/// With a piece of text in place of another, which must be there.
func replacing(_ message: [UInt8], _ old: String, _ new: String) throws -> [UInt8] {
  let text = String(decoding: message, as: UTF8.self)
  guard text.contains(old) else { throw TestFailure("there is no \(old) in \(text.prefix(3000))") }
  return Array(text.replacing(old, with: new).utf8)
}
