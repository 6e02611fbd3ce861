import TestSupport
import Testing

private let usages = [
  ["keyUsage=critical,digitalSignature", "extendedKeyUsage=emailProtection"],
  ["keyUsage=critical,digitalSignature,keyEncipherment", "extendedKeyUsage=emailProtection"],
  ["keyUsage=critical,digitalSignature", "extendedKeyUsage=clientAuth"],
  ["keyUsage=critical,digitalSignature", "extendedKeyUsage=serverAuth"],
  [],
]

@Test(arguments: usages) func acceptsThemFromCallers(_ usage: [String]) throws {
  try expectWelcome(for: try PKI.acme.issue(.person("Friend", email: "friend@example.org", usage: usage)))
}

@Test(arguments: usages) func answersWithThem(_ usage: [String]) throws {
  var setup = NodeSetup()
  setup.credential = try PKI.acme.issue(.person("Node", email: "node@example.org", usage: usage))
  try expectWelcome(for: PKI.alice, by: setup)
}
