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

private func pinned(_ credential: Credential, by setup: NodeSetup) -> NodeSetup {
  var setup = setup
  setup.policy += "allow * key=\(credential.keyFingerprint)\n"
  return setup
}

/// A pin lets in who has another fault than that; so no other fault may be found first.
@Test func refusesRevokedCertificateWhateverElseIsWrongWithIt() throws {
  let authority = try Authority("Revoking Issuer")
  let lost = try authority.issue(.person("Lost", usage: ["keyUsage=critical,keyAgreement"]))
  var files = ["anchors/acme.pem": try authority.pem, "anchors/acme.crl": try authority.revocationList()]
  try expectWelcome(for: lost, by: pinned(lost, by: NodeSetup(policy: policy, files: files)), rule: "policy:3")
  files["anchors/acme.crl"] = try authority.revocationList([lost])
  try expectRefusal(
    of: lost, by: pinned(lost, by: NodeSetup(policy: policy, files: files)), .certificateRevoked, reason: "revoked")
}

@Test func refusesRevokedCertificateEvenByAnOutdatedList() throws {
  let authority = try Authority("Revoking Issuer")
  let lost = try authority.issue(.person("Lost"))
  let list = try authority.revocationList([lost], days: -1)
  let setup = NodeSetup(policy: policy, files: ["anchors/acme.pem": try authority.pem, "anchors/acme.crl": list])
  try expectRefusal(of: lost, by: pinned(lost, by: setup), .certificateRevoked, reason: "revoked")
}

/// The outdated list comes first on the way up, the one that revokes second.
@Test func refusesWhoseIssuerIsRevokedEvenBelowAnOutdatedList() throws {
  let root = try Authority("Root")
  let between = try Authority("Between", under: root)
  let lost = try between.issue(.person("Lost"))
  let lists = try between.revocationList(days: -1) + root.revocationList([between])
  let files = ["anchors/acme.pem": try root.pem + between.pem, "anchors/acme.crl": lists]
  let setup = pinned(lost, by: NodeSetup(policy: policy, files: files))
  try expectRefusal(of: lost, by: setup, .certificateRevoked, reason: "revoked")
}

/// A certificate that only says that the issuer signed it has not been revoked by that issuer.
@Test func aPinHoldsBesideARevokedNamesake() throws {
  let (authority, namesake) = (try Authority("Revoking Issuer"), try Authority("Revoking Issuer"))
  let friend = try namesake.issue(.person("Friend"))
  let files = ["anchors/acme.pem": try authority.pem, "anchors/acme.crl": try authority.revocationList([friend])]
  try expectWelcome(for: friend, by: pinned(friend, by: NodeSetup(policy: policy, files: files)), rule: "policy:3")
}
