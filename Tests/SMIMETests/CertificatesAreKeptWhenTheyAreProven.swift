import Foundation
import MIME
import TestSupport
import Testing

private func kept(_ reader: Reader) -> String? {
  try? String(contentsOfFile: reader.directory + "/certificates/alice@example.org.pem", encoding: .utf8)
}

@Test func anAnchoredSignersCertificateIsKept() throws {
  let reader = try Reader()
  let mail = try signed(try letter(), by: People.alice)
  let first = try reader.read(mail, "--keep-certificate")
  #expect(first.code == 0 && first.says("kept: "), "\(first)")
  #expect(kept(reader)?.hasPrefix("AES-256-GCM\n-----BEGIN CERTIFICATE-----\n") == true)
  #expect(try reader.read(mail, "--keep-certificate").says("already there: "))
  // A new one takes its place.
  #expect(try reader.read(try signed(try letter(), by: People.rsaAlice), "--keep-certificate").says("kept: "))
}

/// What is kept stands in for a certificate that a message leaves out.
@Test func aKeptCertificateIsKnown() throws {
  let reader = try Reader()
  #expect(try reader.read(try signed(try letter(), by: People.alice), "--keep-certificate").code == 0)
  let body = try reader.file("body", message("Content-Type: text/plain\n\nx\n"))
  let bare = try ChildProcess.run([
    "openssl", "cms", "-sign", "-nocerts", "-in", body, "-signer", People.alice.chain, "-inkey", People.alice.key,
    "-from", "alice@example.org",
  ])
  #expect(try reader.read(Array(bare.utf8)).code == 0)
  let stranger = try Reader().read(Array(bare.utf8))
  #expect(stranger.code == 1 && stranger.says("the signer's certificate is neither there nor known"), "\(stranger)")
}

/// Else what is meant for Alice would be encrypted to whoever claims to be her.
@Test func aClaimTakesNobodysPlace() throws {
  let mallory = try Authority.selfSigned(People.person("Alice"))
  let reader = try Reader(contacts: "mallory [::1]:4605 key=\(mallory.keyFingerprint)\n")
  #expect(try reader.read(try signed(try letter(), by: People.alice), "--keep-certificate").code == 0)
  let before = kept(reader)
  let read = try reader.read(try signed(try letter(), by: mallory), "--keep-certificate")
  #expect(read.errors.contains("is not kept: there is one with another key"), "\(read)")
  #expect(kept(reader) == before && before != nil)
}

@Test func aBadMailLeavesNoCertificate() throws {
  let reader = try Reader()
  let mail = try replacing(try signed(try letter("yes\n"), by: People.alice), "yes", "no!")
  #expect(try reader.read(mail, "--keep-certificate").errors.contains("not kept: the verdict is not good"))
  #expect(kept(reader) == nil)
}

/// OpenSSL's own capabilities do not name AES-GCM, and so it is not used for whoever signs with it.
@Test func whatTheOthersProgramReadsIsKept() throws {
  let reader = try Reader()
  let body = try reader.file("body", message("Content-Type: text/plain\n\nx\n"))
  let text = try ChildProcess.run([
    "openssl", "cms", "-sign", "-in", body, "-signer", People.alice.chain, "-inkey", People.alice.key,
    "-from", "alice@example.org",
  ])
  #expect(try reader.read(Array(text.utf8), "--keep-certificate").code == 0)
  #expect(kept(reader)?.hasPrefix("-----BEGIN") == true)
}
