import Foundation
import MIME
import SMIME
import TLS
import TestSupport
import Testing

/// gpgsm with a home of its own, which has somebody's RSA key and trusts the issuer. (gpgsm 2.2 crashes at EC keys.)
private final class Gpgsm {
  let scratch: Scratch
  let home: String

  init(_ owner: Credential) throws {
    scratch = try Scratch()
    home = try scratch.directory("gnupg")
    chmod(home, 0o700)
    try scratch.write("gnupg/gpgsm.conf", "disable-crl-checks\n")
    try scratch.write("gnupg/gpg-agent.conf", "allow-loopback-pinentry\n")
    let fingerprint = try ChildProcess.run(
      ["openssl", "x509", "-in", PKI.acme.certificate, "-noout", "-fingerprint", "-sha1"])
    try scratch.write(
      "gnupg/trustlist.txt", fingerprint.split(separator: "=")[1].trimmingCharacters(in: .newlines) + " S relax\n")
    let bundle = scratch.path + "/owner.p12"
    try ChildProcess.run([
      "openssl", "pkcs12", "-export", "-legacy", "-in", owner.chain, "-inkey", owner.key, "-out", bundle,
      "-passout", "pass:x",
    ])
    // The issuer first: it looks for it.
    try run(["--import", PKI.acme.certificate])
    try run(["--pinentry-mode", "loopback", "--passphrase-fd", "0", "--import", bundle], input: "x\n")
  }

  /// The agent that gpgsm has started ends with the test.
  deinit { _ = try? ChildProcess.run(["env", "GNUPGHOME=\(home)", "gpgconf", "--kill", "all"]) }

  @discardableResult func run(_ arguments: [String], input: String = "") throws -> String {
    try ChildProcess.run(["env", "GNUPGHOME=\(home)", "gpgsm", "--batch"] + arguments, input: input)
  }
}

@Test func whatWeSignGpgsmVerifies() throws {
  let gpgsm = try Gpgsm(People.rsaBob)
  for alice in [People.alice, People.rsaAlice] {
    let mail = try Entity(try signed(try letter(), by: alice))
    let content = gpgsm.scratch.path + "/content"
    let signature = gpgsm.scratch.path + "/signature"
    try Data(mail.parts[0].whole).write(to: URL(filePath: content))
    try Data(mail.parts[1].content).write(to: URL(filePath: signature))
    let said = try gpgsm.run(["--status-fd", "1", "--verify", signature, content])
    #expect(said.contains("GOODSIG") && said.contains("TRUST_FULLY"), "\(said)")
  }
}

@Test func whatWeEncryptGpgsmDecrypts() throws {
  let gpgsm = try Gpgsm(People.rsaBob)
  let mail = try Entity(try encrypted(try letter(), by: People.alice, for: People.rsaBob, .unauthenticated))
  let file = gpgsm.scratch.path + "/encrypted"
  try Data(mail.content).write(to: URL(filePath: file))
  let plain = try gpgsm.run(["--pinentry-mode", "loopback", "--passphrase-fd", "0", "--decrypt", file], input: "x\n")
  #expect(plain.contains("multipart/signed") && plain.contains("Gr=C3=BC=C3=9Fe."))
}

@Test func whatGpgsmSignsAndEncryptsWeRead() throws {
  let gpgsm = try Gpgsm(People.rsaAlice)
  let reader = try Reader(People.rsaBob)
  let content = "Content-Type: text/plain; charset=utf-8\r\n\r\nby gpgsm\r\n"
  let file = try reader.file("content", Array(content.utf8))
  let unlock = ["--pinentry-mode", "loopback", "--passphrase-fd", "0"]
  let signature = try gpgsm.run(
    unlock + ["--local-user", "alice@example.org", "--base64", "--detach-sign", file], input: "x\n")
  let body = signature.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined(separator: "\r\n")
  let entity = Array(
    ("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=b\r\n\r\n--b\r\n"
      + content + "\r\n--b\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
      + body + "\r\n--b--\r\n").utf8)
  let from = Array("From: alice@example.org\r\n".utf8)
  let read = try reader.read(from + entity)
  #expect(read.code == 0 && read.says("by gpgsm"), "\(read)")
  try gpgsm.run(["--import", People.rsaBob.chain])
  let signedFile = try reader.file("signed", entity)
  let encrypted = try gpgsm.run(["--recipient", "bob@example.org", "--base64", "--encrypt", signedFile])
  let lines = encrypted.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined(separator: "\r\n")
  let head =
    "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\n"
  let again = try reader.read(from + Array((head + lines + "\r\n").utf8))
  #expect(again.code == 0 && again.says("by gpgsm") && again.says("encrypted: to you"), "\(again)")
}
