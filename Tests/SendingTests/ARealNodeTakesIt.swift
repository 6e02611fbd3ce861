import Foundation
import TestSupport
import Testing

/// What `peertls read` says of a file, as whoever has this certificate.
private func read(_ file: String, _ sender: Sender, _ arguments: String...) throws -> Run {
  try Sender.run([Programs.path("peertls"), "read", "--config", sender.directory] + arguments + ["--", file])
}

@Test func aMailIsSignedAndStoredAndRead() throws {
  let node = try Node(.mailbox)
  let alice = try Sender(bobAt: node.address)
  let file = try alice.scratch.write("a picture.png", "not really\u{0}\r\n\r.\n")
  let run = try node.report {
    try alice.run("mail", "bob", "-s", "Grüße", "-a", file, "-a", file, input: "Hällo,\n.\nAlice\n")
  }
  #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run)")
  #expect(alice.queued().isEmpty)
  #expect(node.received().count == 1)
  let bob = try Sender(PKI.bob, contacts: "alice [::1]:1 key=\(PKI.alice.keyFingerprint)\n")
  let shown = try read(node.received()[0], bob, "--save", bob.scratch.path + "/files")
  #expect(shown.code == 0, "\(shown)")
  for text in ["Grüße", "Hällo,", "Alice Example"] { #expect(shown.output.contains(text), "\(shown.output)") }
  let saved = names(bob.scratch.path + "/files")
  #expect(saved.count == 2 && saved.contains("a picture.png"), "\(saved)")
  #expect(try bob.scratch.read("files/a picture.png") == "not really\u{0}\r\n\r.\n")
}

@Test func aMailIsEncryptedWhereTheCertificateIsKnown() throws {
  // A certificate to which mail can be encrypted says so.
  let usage = ["keyUsage=critical,digitalSignature,keyAgreement"]
  let bobsOwn = try PKI.acme.issue(.person("Bob Example", email: "bob@example.org", usage: usage))
  var setup = NodeSetup.mailbox
  setup.credential = bobsOwn
  let node = try Node(setup)
  let alice = try Sender(
    contacts: "bob \(node.address) mail=bob@example.org key=\(bobsOwn.keyFingerprint)\n")
  let demanded = try alice.run("mail", "bob", "a secret", "--encrypt")
  #expect(demanded.code == 78 && demanded.errors.contains("/certificates/bob@example.org.pem"), "\(demanded)")
  #expect(demanded.errors.contains("peertls read --keep-certificate"), "\(demanded)")
  #expect(alice.queued().isEmpty)
  try alice.scratch.write("me/certificates/bob@example.org.pem", try bobsOwn.certificatePEM)
  let run = try node.report { try alice.run("mail", "bob", "a secret", "--encrypt", "-s", "private") }
  #expect(run.code == 0 && run.errors.isEmpty, "\(run)")
  let letter = try #require(try node.letters().first)
  #expect(!letter.contains("private") && letter.contains("Subject: [...]") && letter.contains("application/pkcs7-mime"))
  let bob = try Sender(bobsOwn, contacts: "alice [::1]:1 key=\(PKI.alice.keyFingerprint)\n")
  let shown = try read(node.received()[0], bob)
  #expect(shown.code == 0 && shown.output.contains("a secret") && shown.output.contains("private"), "\(shown)")
}

@Test func nothingIsEncryptedToAnybodyElse() throws {
  let node = try Node(.mailbox)
  let alice = try Sender(bobAt: node.address)
  try alice.scratch.write("me/certificates/bob@example.org.pem", try PKI.alice.certificatePEM)
  let demanded = try alice.run("mail", "bob", "a secret", "--encrypt")
  #expect(demanded.code == 77 && demanded.errors.contains("this is not bob"), "\(demanded)")
  #expect(alice.queued().isEmpty)
  // Nor does it go in the open: whoever has kept a certificate counts on it.
  for address in ["bob", "bob+lists@example.org"] {
    let run = try alice.run("mail", address, "no secret")
    #expect(run.code == 77 && run.errors.contains("/certificates/bob@example.org.pem: this is not bob"), "\(run)")
    #expect(run.errors.contains("Remove the file") && run.errors.contains("peertls read --keep-certificate"))
  }
  #expect(alice.queued().isEmpty && alice.queued("failed").isEmpty)
  #expect(try node.letters().isEmpty)
  try FileManager.default.removeItem(atPath: alice.directory + "/certificates/bob@example.org.pem")
  let run = try alice.run("mail", "bob", "no secret")
  #expect(run.code == 0 && run.errors.isEmpty, "\(run)")
  #expect(try node.letters().count == 1)
}

@Test(arguments: [true, false]) func whatIsKeptAndWillNotDoSendsNothing(_ isExpired: Bool) throws {
  let usage = isExpired ? ["keyUsage=critical,digitalSignature,keyAgreement"] : ["keyUsage=critical,digitalSignature"]
  let bob = try PKI.acme.issue(
    .person("Bob Example", email: "bob@example.org", validity: isExpired ? .expired : .current, usage: usage))
  let alice = try Sender(
    contacts:
      "bob [::1]:1 anchor=acme email=bob@example.org\nrob [::1]:1 mail=bob@example.org key=\(bob.keyFingerprint)\n",
    policy: "anchor acme acme.pem\n")
  try alice.scratch.write("me/certificates/bob@example.org.pem", try bob.certificatePEM)
  for contact in ["bob", "rob"] {
    let run = try alice.run("mail", contact, "a secret")
    #expect(run.code == (isExpired ? 77 : 78) && run.errors.contains(isExpired ? "expired" : "encrypt"), "\(run)")
  }
  #expect(alice.queued().isEmpty)
}

@Test func anAnchorsWordIsEnough() throws {
  let node = try Node(.mailbox)
  let alice = try Sender(
    contacts: "bob \(node.address) anchor=acme email=bob@example.org\n", policy: "anchor acme acme.pem\n")
  #expect(try alice.run("mail", "bob", "one").code == 0)
  let detail = try alice.run("mail", "Bob+Lists@Example.org", "two")
  #expect(detail.code == 0, "\(detail)")
  let letters = try node.letters()
  #expect(letters.count == 2)
  #expect(letters.contains { $0.contains("\nX-Original-To: Bob+Lists@Example.org\n") })
}

@Test func whoHasNoAddressIsAskedFor() throws {
  let alice = try Sender(contacts: "bob [::1]:1 key=\(PKI.bob.keyFingerprint)\n")
  let run = try alice.run("mail", "bob", "hello")
  #expect(
    run.code == 78 && run.errors.contains("/contacts:1: which e-mail address is bob's? Put mail=ADDRESS"), "\(run)")
  #expect(try alice.run("mail", "carol", "hello").code == 66)
  #expect(try alice.run("mail", "carol@example.net", "hello").code == 67)
  try alice.know("bob [::1]:1 mail=bob key=\(PKI.bob.keyFingerprint)\n")
  let wrong = try alice.run("mail", "bob", "hello")
  #expect(
    wrong.code == 78 && wrong.errors.contains("/contacts:1:13: found \"mail=bob\"; expected mail=ADDRESS"), "\(wrong)")
  try alice.know(Sender.bob(at: "[::1]:1"))
  let silent = try alice.run("mail", "bob", input: "")
  #expect(silent.code == 64 && silent.errors.contains("standard input is empty"), "\(silent)")
  #expect(try alice.run("mail", "bob", "").code == 64)
  #expect(try alice.run("mail", "bob", "-a", "/nonexistent", "hello").code == 66)
  let two = Sender.bob(at: "[::1]:1") + Sender.bob(at: "[::1]:2").replacing("bob ", with: "robert ")
  try alice.know(two)
  let which = try alice.run("mail", "bob@example.org", "hello")
  #expect(which.code == 78 && which.errors.contains("bob and robert have the address bob@example.org"), "\(which)")
  #expect(alice.queued().isEmpty)
}

@Test func whatTheNodeRefusesIsToldInItsWords() throws {
  let node = try Node(.mailbox)
  let alice = try Sender(
    contacts: "bob \(node.address) mail=robert@example.net key=\(PKI.bob.keyFingerprint)\n")
  let run = try node.report { try alice.run("mail", "bob", "hello") }
  #expect(run.code == 69 && run.errors.contains("bob's node will not get the mail: 550 5.7.1"), "\(run)")
}

@Test func aMailOfManyMegabytesArrives() throws {
  let node = try Node(.mailbox)
  let alice = try Sender(bobAt: node.address)
  try ChildProcess.run(["sh", "-c", "head -c 26214400 /dev/urandom >\"$0\"", alice.scratch.path + "/large"])
  let run = try node.report { try alice.run("mail", "bob", "see", "-a", alice.scratch.path + "/large") }
  #expect(run.code == 0, "\(run)")
  let bob = try Sender(PKI.bob, contacts: "alice [::1]:1 key=\(PKI.alice.keyFingerprint)\n")
  let shown = try read(node.received()[0], bob, "--save", bob.scratch.path + "/files")
  #expect(shown.code == 0, "\(shown.errors)")
  try ChildProcess.run(["cmp", alice.scratch.path + "/large", bob.scratch.path + "/files/large"])
}

@Test func aNotificationOfTheOtherSideIsExpected() throws {
  // What went from here is noted by the hash of its Message-ID, as peertls-smtp(8) looks for it.
  let alice = try Sender(bobAt: "[::1]:1")
  let message = "Message-ID: <mine@example.org>\n\nhello\n"
  #expect(try alice.sendmail("-odq", "bob", input: message).code == 0)
  let digest = try ChildProcess.run(["sh", "-c", "printf %s '<mine@example.org>' | sha256sum"]).prefix(64)
  #expect(names(alice.state + "/.sent") == [String(digest)])
}
