import TestSupport
import Testing

private let policy = "anchor acme anchors/acme.pem crl=anchors/acme.crl\nallow * anchor=acme\n"

@Test func refusesRevokedCertificate() throws {
  let authority = try Authority("Revoking Issuer")
  let (lost, kept) = (try authority.issue(.person("Lost")), try authority.issue(.person("Kept")))
  let files = ["anchors/acme.pem": try authority.pem, "anchors/acme.crl": try authority.revocationList([lost])]
  let setup = NodeSetup(policy: policy, files: files)
  try expectRefusal(of: lost, by: setup, .certificateRevoked, reason: "revoked")
  try expectWelcome(for: kept, by: setup)
}

@Test func refusesRevokedCertificateEvenWherePinned() throws {
  let authority = try Authority("Revoking Issuer")
  let lost = try authority.issue(.person("Lost"))
  let files = ["anchors/acme.pem": try authority.pem, "anchors/acme.crl": try authority.revocationList([lost])]
  let setup = NodeSetup(policy: policy + "allow * key=\(lost.keyFingerprint)\n", files: files)
  try expectRefusal(of: lost, by: setup, .certificateRevoked, reason: "revoked")
}

@Test func refusesWhomAnOutdatedListMightName() throws {
  let authority = try Authority("Revoking Issuer")
  let unknown = try authority.issue(.person("Unknown"))
  let files = ["anchors/acme.pem": try authority.pem, "anchors/acme.crl": try authority.revocationList(days: -1)]
  try expectRefusal(
    of: unknown, by: NodeSetup(policy: policy, files: files), .certificateExpired, reason: "CRL has expired")
}
