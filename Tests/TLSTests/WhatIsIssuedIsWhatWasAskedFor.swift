import Foundation
import TLS
import TestSupport
import Testing

@Test func aSelfSignedCertificateNamesItsOwner() throws {
  let key = try PrivateKey()
  let certificate = try key.selfSigned(name: "Zoë Example, née O'Hara", email: "zoe,email:eve@example.org")
  let named = certificate.identity
  let identity = try #require(named)
  #expect(identity.name == "Zoë Example, née O'Hara")
  #expect(identity.emails == ["zoe,email:eve@example.org"], "a comma adds no second name")
  let (isOwnIssuer, isUsable) = (certificate.subjectHash == certificate.issuerHash, certificate.maySignHandshakes)
  let validity = certificate.validity
  #expect(isOwnIssuer && isUsable)
  let now = Int64(Date().timeIntervalSince1970)
  #expect(validity?.contains(now) == true && validity?.contains(now + 3649 * 86400) == true)
  let credentials = try Credentials(
    certificates: certificate.pem, key: key.pem, certificateName: "node.crt", keyName: "node.key")
  let (kept, made) = (credentials.chain[0].fingerprint, certificate.fingerprint)
  #expect(kept == made)
}

@Test func aRequestIsForTheSameNamesAndKey() throws {
  let key = try PrivateKey()
  let request = String(decoding: try key.request(name: "Zoë Example", email: "zoe@example.org"), as: UTF8.self)
  let text = try ChildProcess.run(
    ["openssl", "req", "-verify", "-noout", "-subject", "-text", "-nameopt", "RFC2253,-esc_msb,utf8"], input: request)
  #expect(text.contains("subject=emailAddress=zoe@example.org,CN=Zoë Example"))
  #expect(text.contains("email:zoe@example.org"))
  let publicKey = try ChildProcess.run(["sh", "-c", "openssl req -pubkey -noout"], input: request)
  let own = try ChildProcess.run(["openssl", "pkey", "-pubout"], input: String(decoding: key.pem, as: UTF8.self))
  #expect(publicKey == own)
}

@Test func namesThatACertificateCannotHoldAreRefused() throws {
  let key = try PrivateKey()
  #expect(throws: TLSError.self) { _ = try key.selfSigned(name: String(repeating: "a", count: 65), email: "").der }
  #expect(throws: TLSError.self) { _ = try key.selfSigned(name: "Zoë", email: "zoë@example.org").der }
}
