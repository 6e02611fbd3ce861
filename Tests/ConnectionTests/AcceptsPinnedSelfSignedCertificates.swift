import TestSupport
import Testing

@Test(arguments: ["rule", "list"], ["cert", "key"])
func acceptsPinnedSelfSignedCertificates(_ place: String, _ kind: String) throws {
  let friend = try Authority.selfSigned(.person("Friend"))
  let pin = kind == "cert" ? friend.fingerprint : friend.keyFingerprint
  let setup =
    place == "rule"
    ? NodeSetup(policy: "# pinned\nallow * \(kind)=\(pin)\n")
    : NodeSetup(
      policy: "list friends lists/friends\nallow * list=friends\n", files: ["lists/friends": "\(kind):\(pin)\n"])
  let record = try expectWelcome(for: friend, by: setup)
  // Who holds the key has written the name; nobody else vouches for it.
  #expect(record[.peerVerified] == "key")
  #expect(record.message.contains("one who claims to be Friend"))
}

@Test func aPinDoesNotUnsayWhatAnAnchorVouchesFor() throws {
  let setup = NodeSetup(policy: "anchor acme anchors/acme.pem\nallow * key=\(PKI.alice.keyFingerprint)\n")
  let record = try expectWelcome(for: PKI.alice, by: setup)
  #expect(record[.peerVerified] == "yes")
  #expect(record.message.contains("to Alice Example"))
}
