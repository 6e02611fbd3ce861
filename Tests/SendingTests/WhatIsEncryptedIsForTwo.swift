import Foundation
import TestSupport
import Testing

private let usage = ["keyUsage=critical,digitalSignature,keyEncipherment,keyAgreement"]

/// A person to whom mail can be encrypted.
private func person(_ name: String, _ key: CertificateRequest.Key = .p256) throws -> Credential {
  try PKI.acme.issue(.person("\(name) Example", email: "\(name.lowercased())@example.org", key: key, usage: usage))
}

/// The report has the one copy that there is.
@Test(arguments: [CertificateRequest.Key.p256, .rsa])
func theSenderReadsWhatIsReturned(_ key: CertificateRequest.Key) throws {
  let bob = try person("Bob")
  let server = try MailServer("nobody")
  let alice = try Sender(
    try person("Alice", key), contacts: "bob \(server.address) mail=bob@example.org key=\(bob.keyFingerprint)\n")
  try alice.scratch.write("me/certificates/bob@example.org.pem", "AES-256-GCM\n" + bob.certificatePEM)
  let run = try alice.run("mail", "bob", "a secret", "-s", "private", "--encrypt", "--wait", "0")
  #expect(run.code == 75, "\(run)")
  try alice.know(Sender.bob(at: server.address))
  #expect(try alice.run("queue", "--run").code == 69)
  let report = try #require(try alice.received().first)
  #expect(report.contains("\nSubject: [...]\n") && !report.contains("private") && !report.contains("a secret"))
  func read(_ file: String, _ arguments: String...) throws -> Run {
    try Sender.run([Programs.path("peertls"), "read", "--config", alice.directory] + arguments + ["--", file])
  }
  let files = alice.scratch.path + "/files"
  _ = try read(alice.state + "/Maildir/new/" + names(alice.state + "/Maildir/new")[0], "--save", files)
  let returned = try #require(names(files).first { $0.hasSuffix(".eml") })
  let shown = try read(files + "/" + returned)
  #expect(shown.code == 0 && shown.output.contains("a secret") && shown.output.contains("private"), "\(shown)")
  #expect(shown.output.contains("your own key"), "\(shown.output)")
}

/// Nothing can be encrypted to an Ed25519 key: Bob gets his all the same.
@Test func whoCannotBeEncryptedToSendsAllTheSame() throws {
  let bob = try person("Bob")
  let alice = try Sender(
    try person("Alice", .ed25519), contacts: "bob [::1]:1 mail=bob@example.org key=\(bob.keyFingerprint)\n")
  try alice.scratch.write("me/certificates/bob@example.org.pem", try bob.certificatePEM)
  let run = try alice.run("mail", "bob", "a secret", "--encrypt", "--wait", "0")
  #expect(run.code == 75, "\(run)")
  #expect(try alice.queued(try #require(alice.queued().first), in: "waiting").contains("application/pkcs7-mime"))
}

/// An anchor vouches for him by way of a certificate that is kept with his own.
@Test func whatLeadsToTheAnchorIsKeptToo() throws {
  let town = try Authority("Town", under: PKI.acme)
  let bob = try town.issue(.person("Bob Example", email: "bob@example.org", usage: usage))
  let alice = try Sender(
    try person("Alice"), contacts: "bob [::1]:1 anchor=acme email=bob@example.org\n", policy: "anchor acme acme.pem\n")
  let chain = try String(contentsOfFile: bob.chain, encoding: .utf8)
  try alice.scratch.write("me/certificates/bob@example.org.pem", chain)
  let run = try alice.run("mail", "bob", "a secret", "--wait", "0")
  #expect(run.code == 75, "\(run)")
  #expect(try alice.queued(try #require(alice.queued().first), in: "waiting").contains("application/pkcs7-mime"))
}

/// A lost key is reported by a rule that denies it, and nothing is encrypted to whoever has found it.
@Test func nothingIsEncryptedToADeniedKey() throws {
  let bob = try person("Bob")
  let alice = try Sender(
    try person("Alice"), contacts: "bob [::1]:1 anchor=acme email=bob@example.org\n",
    policy: "anchor acme acme.pem\nlist lost lost\ndeny * list=lost\n")
  try alice.scratch.write("me/lost", "key:\(bob.keyFingerprint)\n")
  try alice.scratch.write("me/certificates/bob@example.org.pem", try bob.certificatePEM)
  let run = try alice.run("mail", "bob", "a secret", "--wait", "0")
  #expect(run.code == 77 && run.errors.contains("the policy denies its owner"), "\(run)")
  #expect(alice.queued().isEmpty)
}
