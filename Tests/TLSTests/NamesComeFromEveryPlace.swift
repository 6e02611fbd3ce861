import Foundation
import TLS
import TestSupport
import Testing

@Test func namesComeFromEveryPlace() throws {
  let request = CertificateRequest(
    subject: "/O=Example Pte Ltd/OU=Research/OU=Zürich/UID=zoe/CN=a device/CN=Zoë Example/emailAddress=zoe@example.org",
    extensions: ["basicConstraints=CA:FALSE"],
    names: [
      "email.1=zoe@example.net", "email.2=zoe@example.org", "DNS.1=example.com",
      "otherName.1=1.3.6.1.5.5.7.8.9;FORMAT:UTF8,UTF8:zoë@example.org", "otherName.2=1.2.3.4;UTF8:nobody@example.org",
    ])
  let credential = try Authority.selfSigned(request)
  let read = try certificate(credential.chain).identity
  let identity = try #require(read)
  #expect(identity.name == "Zoë Example", "the last CN is the most specific one")
  #expect(identity.emails == ["zoe@example.org", "zoe@example.net", "zoë@example.org"])
  #expect(identity.userIDs == ["zoe"])
  #expect(identity.organizations == ["Example Pte Ltd"])
  #expect(identity.units == ["Research", "Zürich"])
  #expect(identity.certificate.description == credential.fingerprint)
  #expect(identity.key.description == credential.keyFingerprint)
  #expect(identity.subject == (try credential.name("-subject")))
  #expect(identity.issuer == (try credential.name("-issuer")))
}

@Test func aCertificateWithoutNamesHasAnIdentityWithoutNames() throws {
  let nobody = try #require(try identity(subject: "/C=SG"))
  #expect(nobody.name.isEmpty && nobody.emails.isEmpty && nobody.userIDs.isEmpty && !nobody.isNamed)
}
