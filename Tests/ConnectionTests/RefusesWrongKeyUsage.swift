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
