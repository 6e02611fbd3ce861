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
  try expectWelcome(for: friend, by: setup)
}
