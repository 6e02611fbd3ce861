import TestSupport
import Testing

@Test func refusesExpiredCertificate() throws {
  let late = try PKI.acme.issue(.person("Late", validity: .expired))
  try expectRefusal(of: late, .certificateExpired, reason: "expired")
}

@Test func refusesExpiredCertificateEvenWherePinned() throws {
  let late = try Authority.selfSigned(.person("Late", validity: .expired))
  let setup = NodeSetup(policy: "allow * key=\(late.keyFingerprint)\n")
  try expectRefusal(of: late, by: setup, .certificateExpired, reason: "expired")
}
