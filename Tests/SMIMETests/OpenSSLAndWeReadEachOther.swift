import Foundation
import MIME
import SMIME
import TLS
import TestSupport
import Testing

private let keys: [CertificateRequest.Key] = [.p256, .p384, .rsa]

@Test(arguments: keys) func whatWeSignOpenSSLVerifies(_ key: CertificateRequest.Key) throws {
  let alice = try PKI.acme.issue(People.person("Alice", key: key))
  let reader = try Reader()
  let file = try reader.file("mail", try signed(try letter(files: [("a.bin", [0, 1, 2])]), by: alice))
  for command in ["cms", "smime"] {
    let text = try ChildProcess.run(["openssl", command, "-verify", "-in", file, "-CAfile", PKI.acme.certificate])
    #expect(text.contains("Subject: =?utf-8?") && text.contains("multipart/mixed"))
  }
  let read = try reader.read(Array(try Data(contentsOf: URL(filePath: file))))
  #expect(read.code == 0 && read.says("verdict: good: signed by whom From: names, unaltered"), "\(read)")
  #expect(read.says("subject: Größe") && read.says("Grüße.") && read.says("a.bin, application/octet-stream, 3 bytes"))
  #expect(!read.says("note:"))
}

@Test(arguments: [
  ["-md", "sha256"], ["-md", "sha384", "-nodetach"], ["-nodetach", "-stream"], ["-keyid"], ["-binary"],
]) func whatOpenSSLSignsWeRead(_ options: [String]) throws {
  let reader = try Reader()
  let body = try reader.file("body", message("Content-Type: text/plain; charset=utf-8\n\nGrüße\nby openssl\n"))
  let text = try ChildProcess.run(
    ["openssl", "cms", "-sign", "-in", body, "-signer", People.alice.chain, "-inkey", People.alice.key]
      + ["-from", "alice@example.org", "-to", "bob@example.org", "-subject", "Hello"] + options)
  let read = try reader.read(Array(text.utf8))
  #expect(read.code == 0 && read.says("Grüße") && read.says("anchor acme"), "\(read)")
  #expect(read.says("note: the header's fields are not covered"))
}

@Test(arguments: keys, [SMIMEMessage.Encryption.authenticated, .unauthenticated])
func encryptionGoesBothWays(_ key: CertificateRequest.Key, _ encryption: SMIMEMessage.Encryption) throws {
  let bob = try PKI.acme.issue(People.person("Bob", key: key))
  let reader = try Reader(bob)
  let ours = try encrypted(try letter(subject: "secret"), by: People.alice, for: bob, encryption)
  #expect(!String(decoding: ours, as: UTF8.self).contains("secret"))
  let read = try reader.read(ours)
  #expect(read.code == 0 && read.says("subject: secret") && read.says("Grüße."), "\(read)")
  #expect(read.says(encryption == .authenticated ? "to you (AES-GCM)" : "without protection against alteration"))
  let file = try reader.file("mail", ours)
  let plain = try ChildProcess.run(["openssl", "cms", "-decrypt", "-in", file, "-inkey", bob.key, "-recip", bob.chain])
  #expect(plain.contains("multipart/signed") && plain.contains("Subject: secret"))
  let cipher = encryption == .authenticated ? "-aes-256-gcm" : "-aes-256-cbc"
  let body = try reader.file("signed", try signed(try letter(), by: People.alice))
  let theirs = try ChildProcess.run(
    ["openssl", "cms", "-encrypt", cipher, "-in", body, "-from", "Alice <alice@example.org>", "-to", "bob@example.org"]
      + ["-subject", "x", bob.chain])
  let other = try reader.read(Array(theirs.utf8))
  #expect(other.says("Grüße.") && other.says("answered for by: anchor acme"), "\(other)")
}

@Test func anEd25519KeyCanDoNeither() throws {
  let alice = try PKI.acme.issue(People.person("Alice", key: .ed25519))
  let credentials = try alice.credentials()
  let signing = #expect(throws: TLSError.self) { _ = try SMIMEMessage.sign([], by: credentials) }
  #expect(signing?.description.contains("S/MIME needs an RSA or EC key") == true)
  let encrypting = #expect(throws: TLSError.self) { _ = try SMIMEMessage.encrypt([], for: [try alice.der()]) }
  #expect(encrypting?.description.contains("its key is neither RSA nor EC") == true)
}

@Test func nothingIsEncryptedToAKeyThatMustNotBe() throws {
  let bob = try PKI.acme.issue(.person("Bob", email: "bob@example.org"))
  #expect(throws: TLSError.self) { _ = try SMIMEMessage.encrypt([], for: [try bob.der()]) }
  #expect(throws: TLSError.self) { _ = try SMIMEMessage.encrypt([], for: []) }
  #expect(throws: TLSError.self) { _ = try SMIMEMessage.encrypt([], for: [[1, 2, 3]]) }
}

/// A mailbox may keep lines as Unix has them; what was signed had CR LF.
@Test func theMailboxsLineEndsDoNotMatter() throws {
  let reader = try Reader()
  for mail in [
    try signed(try letter(), by: People.alice), try encrypted(try letter(), by: People.alice, for: People.bob),
  ] {
    #expect(try reader.read(mail).code == 0)
    #expect(try reader.read(mail.filter { $0 != 0x0D }).code == 0)
  }
}

@Test func aLargeFileIsReadInSeconds() throws {
  let bytes = (0..<25 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 7) }
  let reader = try Reader()
  let mail = try encrypted(try letter(files: [("big.bin", bytes)]), by: People.alice, for: People.bob)
  let read = try reader.read(mail, "--save", reader.scratch.path + "/files")
  #expect(read.code == 0, "\(read)")
  #expect(try Array(Data(contentsOf: URL(filePath: reader.scratch.path + "/files/big.bin"))) == bytes)
}
