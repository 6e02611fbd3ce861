import TestSupport
import Testing

private let permissive = ["-cipher", "DEFAULT:@SECLEVEL=0"]

@Test func refusesAShortKey() throws {
  let weak = try PKI.acme.issue(.person("Weak", key: .shortRSA))
  try expectRefusal(of: weak, .badCertificate, reason: "key too weak", options: permissive)
}

@Test func refusesAWeakDigest() throws {
  var request = CertificateRequest.person("Weak")
  request.digest = "sha1"
  try expectRefusal(of: try PKI.acme.issue(request), .badCertificate, reason: "too weak", options: permissive)
}
