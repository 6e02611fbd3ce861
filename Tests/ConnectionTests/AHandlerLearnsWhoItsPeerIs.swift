import Foundation
import TestSupport
import Testing

/// Exactly what the handler was started with, one variable a line.
private let environmentPrinter = "ExecStart=/usr/bin/env\nStateDirectory=echo"

private func environment(
  for credential: Credential?, by setup: NodeSetup, options: [String] = []
) throws -> (variables: [String: String], node: Node) {
  let node = try Node(setup)
  let caller = try Caller(node, as: credential, options: options)
  try node.report { try caller.waitForEnd() }
  var variables: [String: String] = [:]
  for line in caller.output.text.split(separator: "\n") {
    let sides = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    #expect(variables.updateValue(String(sides[1]), forKey: String(sides[0])) == nil, "\(line) comes twice")
  }
  return (variables, node)
}

@Test func everyNameOfTheContractComparesWithTheCertificate() throws {
  let setup = NodeSetup(handler: environmentPrinter)
  let (found, node) = try environment(for: PKI.alice, by: setup, options: ["-servername", "bob.example"])
  let verdict = try node.trail.wait(for: .verdict)
  let expected = [
    "PROTO": "TCP", "TCPLOCALIP": "::1", "TCPLOCALPORT": "\(node.port)", "TCPREMOTEIP": "::1",
    "TCPREMOTEPORT": try #require(verdict[.peerPort]), "REMOTE_ADDR": "::1",
    "REMOTE_PORT": try #require(verdict[.peerPort]), "SSL_PROTOCOL": "TLSv1.3",
    "SSL_CIPHER": try #require(verdict[.tlsCipher]), "SSL_TLS_SNI_SERVERNAME": "bob.example",
    "SSL_PEER_CERT_HASH": "SHA256:" + PKI.alice.fingerprint,
    "SSL_PEER_CERT_SUBJECT": try PKI.alice.name("-subject"),
    "PEERTLS_SESSION": try #require(verdict[.session]), "PEERTLS_SERVICE": "echo", "PEERTLS_RULE": "policy:2",
    "PEERTLS_PEER_NAME": "Alice Example", "PEERTLS_PEER_EMAIL": "alice@example.org", "PEERTLS_PEER_USERID": "alice",
    "PEERTLS_PEER_EMAILS": "alice@example.org", "PEERTLS_PEER_ANCHOR": "acme",
    "PEERTLS_NODE_EMAILS": "bob@example.org", "PEERTLS_NODE_KEY": PKI.bob.keyFingerprint,
    "PEERTLS_PEER_ORG": "Example Pte Ltd", "PEERTLS_PEER_ISSUER": try PKI.alice.name("-issuer"),
    "PEERTLS_PEER_CERT": PKI.alice.fingerprint, "PEERTLS_PEER_KEY": PKI.alice.keyFingerprint,
    "PEERTLS_NODE_NAME": "Bob Example", "PEERTLS_NODE_EMAIL": "bob@example.org", "PEERTLS_NODE_USERID": "bob",
    "STATE_DIRECTORY": node.scratch.path + "/state/echo",
  ]
  for (name, value) in expected { #expect(found[name] == value, "\(name)") }
  #expect(Set(found.keys) == Set(expected.keys), "nothing else is inherited")
}

/// What a handler of files may let its peer do is the deciding rule's, and nobody else's.
@Test func aHandlerLearnsWhatTheDecidingRuleGivesItsPeer() throws {
  var setup = NodeSetup(handler: environmentPrinter)
  let anchor = "anchor acme anchors/acme.pem\n"
  setup.policy = anchor + "allow * anchor=acme cn=bob* files=write quota=1T\nallow * anchor=acme files=drop quota=10G\n"
  let (found, _) = try environment(for: PKI.alice, by: setup)
  #expect(found["PEERTLS_RULE"] == "policy:3")
  #expect(found["PEERTLS_FILES"] == "drop")
  #expect(found["PEERTLS_QUOTA"] == "10737418240")
}

@Test func anInternationalMailboxIsAnEmailAddress() throws {
  var request = CertificateRequest.person("Jörg Müller")
  request.names = ["otherName.1=1.3.6.1.5.5.7.8.9;FORMAT:UTF8,UTF8String:jörg@bücher.example"]
  let (found, node) = try environment(
    for: try PKI.acme.issue(request), by: NodeSetup(handler: environmentPrinter))
  #expect(found["PEERTLS_PEER_NAME"] == "Jörg Müller")
  #expect(found["PEERTLS_PEER_EMAIL"] == "jörg@bücher.example")
  let verdict = try node.trail.wait(for: .verdict)
  #expect(verdict[.peerEmail] == "jörg@bücher.example")
}

@Test func theAddressInTheSubjectIsAnEmailAddress() throws {
  let old = try PKI.acme.issue(.person("Old Style/emailAddress=old@example.org"))
  let (found, _) = try environment(for: old, by: NodeSetup(handler: environmentPrinter))
  #expect(found["PEERTLS_PEER_NAME"] == "Old Style")
  #expect(found["PEERTLS_PEER_EMAIL"] == "old@example.org")
}

/// Whoever shows no certificate has no name, rather than an empty or a former one.
@Test func anAnonymousCallerHasNoName() throws {
  var setup = NodeSetup(handler: environmentPrinter)
  setup.policy = "allow echo anonymous\n"
  let (found, _) = try environment(for: nil, by: setup)
  #expect(found["PEERTLS_RULE"] == "policy:1")
  #expect(found.keys.filter { $0.hasPrefix("PEERTLS_PEER_") || $0.hasPrefix("SSL_PEER_") }.isEmpty)
}

/// A name that could mean two things to two readers is nobody's.
@Test func aNameWithControlCharactersIsNobodys() throws {
  let forged = try PKI.acme.issue(.person("Alice\u{1}Example"))
  try expectRefusal(of: forged, .badCertificate, reason: "one meaning")
}

@Test func aHandlerLearnsAllAddressesAndNoneIsCut() throws {
  let long = String(repeating: "x", count: 250) + "@example.org"
  let many = (1...40).map { "a\($0).\(String(repeating: "y", count: 50))@example.org" }
  var request = CertificateRequest.person("Alice Example")
  request.names = (["first@example.org", "\\\"a b\\\"@example.org", long, "second@example.org"] + many)
    .enumerated().map { "email.\($0.offset + 1)=\($0.element)" }
  let (found, _) = try environment(for: try PKI.acme.issue(request), by: NodeSetup(handler: environmentPrinter))
  let emails = try #require(found["PEERTLS_PEER_EMAILS"]).split(separator: " ").map(String.init)
  let expected = ["first@example.org", "second@example.org"] + many
  #expect(emails.count > 20 && emails.count < expected.count)
  #expect(emails == Array(expected.prefix(emails.count)))
  #expect(found["PEERTLS_PEER_EMAIL"] == "first@example.org")
}

@Test func anAddressThatCouldBeReadAsAnothersIsPassedOver() throws {
  var request = CertificateRequest.person("Alice Example")
  request.names = ["email.1=\\\"x bob@example.org\\\"@example.org", "email.2=alice@example.org"]
  let (found, _) = try environment(for: try PKI.acme.issue(request), by: NodeSetup(handler: environmentPrinter))
  #expect(found["PEERTLS_PEER_EMAIL"] == "alice@example.org")
  #expect(found["PEERTLS_PEER_EMAILS"] == "alice@example.org")
}

/// Whoever is let in by a pin alone can write any name into the certificate.
@Test(arguments: [false, true]) func aHandlerLearnsWhoVouchesForTheNames(_ isVouchedFor: Bool) throws {
  let person = CertificateRequest.person("Alice Example")
  let caller = try isVouchedFor ? PKI.acme.issue(person) : Authority.selfSigned(person)
  var setup = NodeSetup(handler: environmentPrinter)
  setup.policy = "anchor other anchors/other.pem\nanchor acme anchors/acme.pem\nallow * key=\(caller.keyFingerprint)\n"
  setup.files["anchors/other.pem"] = try PKI.impostor.pem
  let (found, _) = try environment(for: caller, by: setup)
  #expect(found["PEERTLS_PEER_NAME"] == "Alice Example")
  #expect(found["PEERTLS_PEER_ANCHOR"] == (isVouchedFor ? "acme" : nil))
}
