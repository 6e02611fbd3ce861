import Foundation
import MIME
import SMIME
import TLS
import TestSupport
import Testing

@Test func aStrangersSignatureProvesNothing() throws {
  let stranger = try PKI.impostor.issue(People.person("Alice"))
  let read = try Reader().read(try signed(try letter(), by: stranger))
  #expect(read.code == 1 && read.says("BAD: nobody here answers for the signer"), "\(read)")
  #expect(read.says("signed: by somebody who claims to be Alice <alice@example.org>"))
}

@Test func aContactsKeyIsKnownAndItsNameIsAClaim() throws {
  let alice = try Authority.selfSigned(People.person("Alice"))
  let reader = try Reader(contacts: "al [::1]:4605 key=\(alice.keyFingerprint)\n")
  let read = try reader.read(try signed(try letter(), by: alice))
  #expect(read.code == 0 && read.says("known by contact al; the address is the signer's own word"), "\(read)")
}

@Test func aRuleAnswersForASigner() throws {
  let alice = try Authority.selfSigned(People.person("Alice"))
  let reader = try Reader(
    policy: "list friends friends\nallow smtp list=friends\n", files: ["friends": "key:\(alice.keyFingerprint)\n"])
  let read = try reader.read(try signed(try letter(), by: alice))
  #expect(read.code == 0 && read.says("known by rule policy:2"), "\(read)")
}

/// What follows a wrong line counts all the same, and a wrong line's address is nobody else's.
@Test func aWrongLineHidesNoContact() throws {
  let alice = try Authority.selfSigned(People.person("Alice"))
  let carol = try Authority.selfSigned(People.person("Carol"))
  let reader = try Reader(
    contacts: "carol [::1]:4605 mail=carol@example.org anchor=nowhere\nfar [fe80::1]:4605 key=\(carol.keyFingerprint)\n"
      + "al [::1]:4605 key=\(alice.keyFingerprint)\nca [::1]:4605 key=\(carol.keyFingerprint)\n")
  let read = try reader.read(try signed(try letter(), by: alice))
  #expect(read.code == 0 && read.says("known by contact al"), "\(read)")
  #expect(read.errors.contains("contacts:1") && read.errors.contains("contacts:2"), "\(read)")
  let other = try reader.read(try signed(try letter(from: "carol@example.org"), by: carol))
  #expect(other.code == 1 && other.says("the signer is not carol"), "\(other)")
}

/// Where a line's address cannot be read, an address that no other line has may be that contact's.
@Test(arguments: [
  "x host:9 key=%", "x 127.0.0.1:9 key=%", "x", "x [::1 key=%", "x [::1]:9 key=% mail=alice@example.org",
]) func aLineThatCannotBeReadMakesNobodyAnybody(_ line: String) throws {
  let carol = try Authority.selfSigned(People.person("Carol"))
  let line = line.replacing("%", with: carol.keyFingerprint)
  // An anchor vouches for her; another line may say that the address is somebody else's.
  let reader = try Reader(contacts: "carol [::1]:9 mail=carol@example.org key=\(carol.keyFingerprint)\n\(line)\n")
  let read = try reader.read(try signed(try letter(), by: People.alice), "--keep-certificate")
  #expect(read.code == 1 && read.says("BAD: a line of the contacts is wrong"), "\(read)")
  #expect(!FileManager.default.fileExists(atPath: reader.directory + "/certificates/alice@example.org.pem"))
}

/// A line whose port or address is wrong has its mailbox all the same.
@Test(arguments: ["[::1]:99999", "[fe80::1]:9"]) func aWrongPlaceLeavesTheAddress(_ place: String) throws {
  let carol = try Authority.selfSigned(People.person("Carol"))
  let reader = try Reader(contacts: "alice \(place) mail=alice@example.org key=\(carol.keyFingerprint)\n")
  let read = try reader.read(try signed(try letter(), by: People.alice))
  #expect(read.code == 1 && read.says("the address of your contact alice"), "\(read)")
}

/// That is how a lost key is reported. What denies everybody tells nothing of the signer.
@Test func aDeniedSignerCountsForNothing() throws {
  let alice = try PKI.acme.issue(People.person("Alice"))
  let rules = "anchor acme acme.pem\nlist pests pests\n"
  let contacts = "al [::1]:4605 key=\(alice.keyFingerprint)\n"
  let pests = ["pests": "key:\(alice.keyFingerprint)\n"]
  let mail = try signed(try letter(), by: alice)
  let denied = try Reader(
    contacts: contacts, policy: rules + "deny * list=pests\nallow smtp anchor=acme\n", files: pests
  ).read(mail)
  #expect(denied.code == 1 && denied.says("BAD: the policy denies its owner: rule policy:3"), "\(denied)")
  let closed = try Reader(contacts: contacts, policy: rules + "deny *\n", files: pests).read(mail)
  #expect(closed.code == 0 && closed.says("contact al"), "\(closed)")
}

/// Persons' certificates often carry clientAuth alone; a server's is no person's.
@Test(arguments: [
  ("serverAuth", false), ("codeSigning", false), ("clientAuth", true), ("emailProtection", true),
  ("anyExtendedKeyUsage", true), ("", true),
]) func onlyACertificateForPeopleSigns(_ usage: String, _ isGood: Bool) throws {
  let extended = usage.isEmpty ? [] : ["extendedKeyUsage=\(usage)"]
  let alice = try Authority.selfSigned(
    .person("Alice", email: "alice@example.org", usage: ["keyUsage=critical,digitalSignature"] + extended))
  let reader = try Reader(contacts: "al [::1]:4605 mail=alice@example.org key=\(alice.keyFingerprint)\n")
  let read = try reader.read(try signed(try letter(), by: alice))
  #expect(read.code == (isGood ? 0 : 1), "\(read)")
  #expect(isGood != read.says("BAD: its certificate is not for people's mail"), "\(read)")
}

@Test func onesOwnMailIsKnown() throws {
  let read = try Reader(policy: "").read(try signed(try letter(from: "bob@example.org"), by: People.bob))
  #expect(read.code == 0 && read.says("answered for by: your own key"), "\(read)")
}

@Test func whoSignsForAnotherIsSaid() throws {
  let read = try Reader().read(try signed(try letter(from: "carol@example.org"), by: People.alice))
  #expect(read.code == 1, "\(read)")
  #expect(read.says("BAD: From: names carol@example.org, and the signer's certificate does not"))
}

/// The name beside an address is anybody's word; what is compared is the address.
@Test func aNameThatLooksLikeAnAddressIsNone() throws {
  let letter = Letter(
    from: try MailAddress(name: "carol@example.org", address: "alice@example.org"),
    to: [], subject: "x", text: "x\n", date: 1)
  let read = try Reader().read(try signed(try OutgoingMail(letter), by: People.alice))
  #expect(read.code == 0 && read.says("from: \"carol@example.org\" <alice@example.org>"), "\(read)")
}

@Test(arguments: [
  "From: alice@example.org, carol@example.org", "From: alice@example.org\r\nFrom: carol@example.org", "From: <",
])
func anAmbiguousAuthorIsNobody(_ from: String) throws {
  let entity = try SMIMEMessage.sign(message("Content-Type: text/plain\n\nx\n"), by: try People.alice.credentials())
  let read = try Reader().read(Array((from + "\r\n").utf8) + entity)
  #expect(read.code == 1 && read.says("verdict: BAD: From:"), "\(read)")
}

@Test func aRevokedSignerCountsForNothing() throws {
  let alice = try PKI.acme.issue(People.person("Alice"))
  let policy = "anchor acme acme.pem crl=acme.crl\nallow smtp key=\(alice.keyFingerprint)\n"
  let reader = try Reader(
    contacts: "al [::1]:4605 key=\(alice.keyFingerprint)\n", policy: policy,
    files: ["acme.crl": try PKI.acme.revocationList([alice])])
  let read = try reader.read(try signed(try letter(), by: alice))
  #expect(read.code == 1 && read.says("BAD: its certificate is revoked"), "\(read)")
}

@Test(arguments: [CertificateRequest.Validity.expired, .future])
func aCertificateThatWasNotValidCountsForNothing(_ validity: CertificateRequest.Validity) throws {
  let alice = try PKI.acme.issue(People.person("Alice", validity: validity))
  let read = try Reader().read(try signed(try letter(), by: alice))
  #expect(read.code == 1 && read.says("verdict: BAD: its certificate: certificate"), "\(read)")
}

/// The time is the signer's word. The issuer itself is valid since two days ago.
@Test func anOldMailIsJudgedAtItsTime() throws {
  let alice = try PKI.acme.issue(People.person("Alice", validity: .expired))
  let reader = try Reader()
  let body = try reader.file("body", message("Content-Type: text/plain\n\nold\n"))
  let text = try ChildProcess.run([
    "faketime", "-f", "-36h", "openssl", "cms", "-sign", "-in", body, "-signer", alice.chain, "-inkey", alice.key,
    "-from", "alice@example.org",
  ])
  let read = try reader.read(Array(text.utf8))
  #expect(read.code == 0 && read.says("its certificate has expired since, on"), "\(read)")
}

@Test func weakDigestsProveNothing() throws {
  let reader = try Reader()
  let body = try reader.file("body", message("Content-Type: text/plain\n\nweak\n"))
  let text = try ChildProcess.run([
    "openssl", "cms", "-sign", "-md", "sha1", "-in", body, "-signer", People.alice.chain, "-inkey", People.alice.key,
    "-from", "alice@example.org",
  ])
  let read = try reader.read(Array(text.utf8))
  #expect(read.code == 1 && read.says("too weak to prove anything"), "\(read)")
}

@Test func whoBroughtTheMailIsCompared() throws {
  let mail = try signed(try letter(), by: People.alice)
  func arrival(_ who: Credential) -> [UInt8] {
    message(
      """
      Return-Path: <alice@example.org>
      Authentication-Results: node.example; x-peertls=pass smtp.mailfrom=alice@example.org
       header.from=alice@example.org policy.x-cert=\(who.fingerprint) policy.x-key=\(who.keyFingerprint)
       policy.x-anchor="the acme"
      Received: from x (peertls-smtp); Thu, 26 Nov 2026 10:00:00 +0000

      """)
  }
  let same = try Reader().read(arrival(People.alice) + mail)
  #expect(same.code == 0 && same.says("the certificate that brought the mail"), "\(same)")
  #expect(same.says("brought by: key:\(People.alice.keyFingerprint), verified by anchor the acme"))
  let other = try Reader().read(arrival(People.rsaAlice) + mail)
  #expect(other.code == 0 && other.says("not who brought the mail"), "\(other)")
  // Below Received it is the peer's word.
  let forged = try Reader().read(Array("Received: x\r\n".utf8) + arrival(People.alice) + mail)
  #expect(forged.says("brought by: unknown") && !forged.says("brought by: key:"), "\(forged)")
}
