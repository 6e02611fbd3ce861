import TestSupport
import Testing

@Test(arguments: CertificateRequest.Key.good) func acceptsEveryKindOfKey(_ key: CertificateRequest.Key) throws {
  try expectWelcome(for: try PKI.acme.issue(.person("Friend", key: key)))
}

@Test(arguments: CertificateRequest.Key.good) func answersWithEveryKindOfKey(_ key: CertificateRequest.Key) throws {
  var setup = NodeSetup()
  setup.credential = try PKI.acme.issue(.person("Node", key: key))
  try expectWelcome(for: PKI.alice, by: setup)
}
