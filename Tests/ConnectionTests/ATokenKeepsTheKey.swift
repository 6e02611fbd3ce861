import Foundation
import Journal
import TestSupport
import Testing

@Test(arguments: CertificateRequest.Key.good, ["-tls1_3", "-tls1_2"])
func aTokenSignsHandshakes(_ kind: CertificateRequest.Key, _ version: String) throws {
  let token = try SoftToken(kind)
  let setup = token.setup(token.uri(), settings: ["MinimumTLS": "1.2"])
  try expectWelcome(for: PKI.alice, by: setup, options: [version])
  if kind == .rsa && version == "-tls1_2" {
    try expectWelcome(for: PKI.alice, by: setup, options: [version, "-sigalgs", "RSA+SHA256:ECDSA+SHA256"])
  }
}

/// There is no key in a file, and none is looked for.
@Test func aNodeWithATokenNeedsNoKeyFile() throws {
  let token = try SoftToken(.p256)
  let node = try Node(token.setup(token.uri()))
  try FileManager.default.removeItem(atPath: node.scratch.path + "/etc/node.key")
  let before = node.keyds
  node.signal(SIGHUP)
  _ = try node.trail.wait(for: .policyLoaded, count: 2)
  #expect(node.keyds.contains { !before.contains($0) })
  let caller = try Caller(node, as: PKI.alice)
  try node.report { try caller.exchange("hello") }
  caller.finish()
  #expect(try node.stop() == 0)
}

/// Whatever is not there is said in one line, and at a reload what was in force stays.
@Test func whatATokenLacksIsToldInOneLine() throws {
  let token = try SoftToken(.p256)
  try token.scratch.write("wrong", "000000\n", mode: 0o644)
  let node = try Node(token.setup(token.uri()))
  let faults: [(String, String)] = [
    (token.uri(module: "/nonexistent.so"), "cannot load the module /nonexistent.so"),
    (token.uri(token: "other"), "no token that is there matches"),
    (token.uri(object: "other"), "no private key of the token matches object= or id="),
    (token.uri(pin: "/nonexistent"), "pin-source=: open /nonexistent: No such file"),
    (token.uri(pin: token.scratch.path + "/wrong"), "the token does not take the PIN"),
    ("pkcs11:token=node;object=key", "module-path= is missing"),
    ("pkcs11:token=node;object=key?module-path=\(SoftToken.module)", "pin-source= is missing"),
    ("pkcs11:token=%zz", "no PKCS#11 URI (RFC 7512)"),
  ]
  for (index, (uri, complaint)) in faults.enumerated() {
    try node.reload(token.setup(uri))
    let rejected = try node.trail.wait(for: .policyRejected, count: index + 1)[index]
    #expect(rejected[.reason]?.contains(complaint) == true, "\(rejected[.reason] ?? "")")
  }
  var mixed = token.setup(token.uri())
  mixed.credential = PKI.bob
  try node.reload(mixed)
  let rejected = try node.trail.wait(for: .policyRejected, count: faults.count + 1)[faults.count]
  #expect(rejected[.reason]?.contains("it is not the key of the first certificate") == true, "\(node.trail.tail)")
  let caller = try Caller(node, as: PKI.alice)
  try node.report { try caller.exchange("as before") }
  caller.finish()
  #expect(try node.stop() == 0)
}
