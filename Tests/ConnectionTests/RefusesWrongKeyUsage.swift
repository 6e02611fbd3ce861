import TestSupport
import Testing

@Test(arguments: [
  ["keyUsage=critical,digitalSignature", "extendedKeyUsage=codeSigning"],
  ["keyUsage=critical,keyAgreement", "extendedKeyUsage=clientAuth"],
  ["keyUsage=critical,keyCertSign,cRLSign"],
]) func refusesWrongKeyUsage(_ usage: [String]) throws {
  let wrong = try PKI.acme.issue(.person("Wrong", usage: usage))
  try expectRefusal(of: wrong, .unsupportedCertificate, reason: "purpose")
}

private func person(below usage: String) throws -> Credential {
  let kept = try Authority("Kept To One Purpose", under: PKI.acme, usage: ["extendedKeyUsage=" + usage])
  // Another between: no place in the chain escapes.
  return try Authority("Between", under: kept).issue(.person("Below"))
}

@Test(arguments: ["codeSigning", "timeStamping,OCSPSigning"])
func refusesWhomAnIssuerForAnotherPurposeNames(_ usage: String) throws {
  try expectRefusal(of: try person(below: usage), .unsupportedCertificate, reason: "purpose")
}

@Test(arguments: ["clientAuth", "emailProtection,codeSigning", "serverAuth", "anyExtendedKeyUsage"])
func acceptsWhomAnIssuerForPersonsNames(_ usage: String) throws {
  try expectWelcome(for: try person(below: usage))
}
