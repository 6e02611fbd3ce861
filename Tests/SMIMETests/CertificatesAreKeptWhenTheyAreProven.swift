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
  let new = try PKI.acme.issue(People.person("Alice", key: .rsa))
  #expect(try reader.read(try signed(try letter(), by: new), "--keep-certificate").says("kept: "))
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
  #expect(read.errors.contains("is not kept: no anchor answers for the signer"), "\(read)")
  #expect(kept(reader) == before && before != nil)
}

/// Nor may a claimant be first: the place is the contact's whose line has the address.
@Test func aContactKeepsItsOwnPlace() throws {
  let alice = try Authority.selfSigned(People.person("Alice"))
  let eve = try Authority.selfSigned(People.person("Alice"))
  let reader = try Reader(
    contacts: "eve [::1]:4605 mail=eve@example.org key=\(eve.keyFingerprint)\n"
      + "alice [::1]:4605 mail=alice@example.org key=\(alice.keyFingerprint)\n")
  let claimed = try reader.read(try signed(try letter(), by: eve), "--keep-certificate")
  #expect(claimed.code == 1 && kept(reader) == nil, "\(claimed)")
  #expect(claimed.says("BAD: alice@example.org is the address of your contact alice, and the signer is not alice"))
  // Whatever stands there already does not keep her out, though it is newer.
  try reader.scratch.write("me/certificates/alice@example.org.pem", try eve.certificatePEM)
  let genuine = try reader.read(try signed(try letter(), by: alice), "--keep-certificate")
  #expect(genuine.code == 0 && genuine.says("kept: "), "\(genuine)")
  #expect(kept(reader)?.hasSuffix(try alice.certificatePEM) == true)
}

/// Where there is no line with the address, its owner has no place to lose, and a key proves no address.
@Test func aKeyAloneProvesNoAddress() throws {
  let alice = try Authority.selfSigned(People.person("Alice"))
  let reader = try Reader(contacts: "al [::1]:4605 key=\(alice.keyFingerprint)\n")
  let read = try reader.read(try signed(try letter(), by: alice), "--keep-certificate")
  #expect(read.code == 0 && kept(reader) == nil, "\(read)")
  #expect(read.errors.contains("no contact's line has the address"))
}

/// Whoever holds an old key, or an old mail, must not bring it back.
@Test func anOlderCertificateTakesNoNewOnesPlace() throws {
  let older = try PKI.acme.issue(People.person("Alice", validity: .older))
  let expired = try PKI.acme.issue(People.person("Alice", validity: .expired))
  let reader = try Reader()
  let body = try reader.file("body", message("Content-Type: text/plain\n\nold\n"))
  let old = try ChildProcess.run([
    "faketime", "-f", "-36h", "openssl", "cms", "-sign", "-in", body, "-signer", expired.chain, "-inkey", expired.key,
    "-from", "alice@example.org",
  ])
  let read = try reader.read(Array(old.utf8), "--keep-certificate")
  #expect(read.code == 0 && read.errors.contains("not kept: it has expired") && kept(reader) == nil, "\(read)")
  let newer = try PKI.acme.issue(People.person("Alice"))
  #expect(try reader.read(try signed(try letter(), by: newer), "--keep-certificate").says("kept: "))
  let again = try reader.read(try signed(try letter(), by: older), "--keep-certificate")
  #expect(again.code == 0 && again.errors.contains("not kept: the one that is there is newer"), "\(again)")
  #expect(kept(reader)?.hasSuffix(try newer.certificatePEM) == true)
}

/// With what leads to the anchor, so that it can be used; and a newer one is newer however it was issued.
@Test func whoIssuedItIsKeptWithIt() throws {
  let town = try Authority("Town", under: PKI.acme)
  let reader = try Reader(contacts: "alice [::1]:9 anchor=acme email=alice@example.org\n")
  let older = try town.issue(People.person("Alice", validity: .older))
  let newer = try town.issue(People.person("Alice"))
  #expect(try reader.read(try signed(try letter(), by: newer), "--keep-certificate").says("kept: "))
  #expect(kept(reader)?.ranges(of: "BEGIN CERTIFICATE").count == 2)
  let again = try reader.read(try signed(try letter(), by: older), "--keep-certificate")
  #expect(again.code == 0 && again.errors.contains("not kept: the one that is there is newer"), "\(again)")
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
  // What the owner of the same certificate has said once is not taken back by an old mail.
  #expect(try reader.read(try signed(try letter(), by: People.alice), "--keep-certificate").says("kept: "))
  #expect(try reader.read(Array(text.utf8), "--keep-certificate").says("already there: "))
  #expect(kept(reader)?.hasPrefix("AES-256-GCM\n") == true)
}
