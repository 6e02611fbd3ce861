import Journal
import TestSupport
import Testing

/// Somebody shows a certificate without owning its key. Gives the kinds of messages that came back.
private func answers(to credential: Credential, by setup: NodeSetup) throws -> [Substring] {
  let stolen = try credential.withoutItsKey()
  let scratch = try Scratch()
  let record = try expectRefusal(
    of: stolen, by: setup, .decryptError, reason: "no proof that it holds the certificate's key",
    options: ["-msg", "-msgfile", scratch.path + "/messages"])
  #expect(record[.peerVerified] == "no")
  // Signatures vary in length by a byte or two, whoever calls.
  return try scratch.read("messages").split(separator: "\n").filter { $0.hasPrefix("<<< ") }.map { line in
    line.split(separator: "]").last ?? ""
  }
}

/// The answer is the same for whomever the certificate belongs to.
@Test func aCertificateWithoutItsKeyTellsNothingOfItsOwner() throws {
  let authority = try Authority("Revoking Issuer")
  let (friend, denied, lost) = (
    try Authority.selfSigned(.person("Friend")), try PKI.acme.issue(.person("Denied")),
    try authority.issue(.person("Lost"))
  )
  var setup = NodeSetup()
  setup.policy = """
    anchor acme anchors/acme.pem
    anchor revoking anchors/revoking.pem crl=anchors/revoking.crl
    deny * key=\(denied.keyFingerprint)
    allow * key=\(friend.keyFingerprint)
    allow * anchor=acme

    """
  setup.files["anchors/revoking.pem"] = try authority.pem
  setup.files["anchors/revoking.crl"] = try authority.revocationList([lost])
  let expired = try PKI.acme.issue(.person("Expired", validity: .expired))
  let strangers = [try Authority.selfSigned(.person("Stranger")), try PKI.impostor.issue(.person("Stranger"))]
  let answersToFriend = try answers(to: friend, by: setup)
  #expect(answersToFriend.count > 5 && answersToFriend.last?.contains("decrypt_error") == true)
  for owner in [PKI.alice, denied, lost, expired] + strangers {
    #expect(try answers(to: owner, by: setup) == answersToFriend)
  }
}

/// What is told is told to the owner.
@Test func aStrangerWithItsKeyLearnsWhy() throws {
  let stranger = try Authority.selfSigned(.person("Stranger"))
  let record = try expectRefusal(of: stranger, .unknownCA, reason: "self-signed")
  #expect(record[.peerVerified] == "key")
}

/// Not even for a moment is somebody let in who may be anybody.
@Test func whoFailsTheProofIsNeverAllowed() throws {
  let node = try Node()
  let caller = try Caller(node, as: try PKI.alice.withoutItsKey())
  try node.report { try caller.waitForEnd() }
  _ = try node.trail.wait(for: .sessionClosed)
  #expect(node.trail.records.allSatisfy { $0[.verdict] != "allow" })
}
