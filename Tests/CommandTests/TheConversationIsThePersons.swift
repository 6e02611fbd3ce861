import Foundation
import TestSupport
import Testing

/// A person of several addresses who is known by the second: what waits goes out in that conversation.
@Test func theConversationIsThePersons() throws {
  var request = CertificateRequest.person("Bob Example", email: "bob@work.example.org")
  request.names.append("email.2=bob@example.org")
  var setup = NodeSetup.chat
  setup.credential = try PKI.acme.issue(request)
  let node = try Node(setup)
  let contact = "bob \(node.address) anchor=acme email=bob@example.org\n"
  let alice = try Correspondent(PKI.alice, contacts: contact, policy: "anchor acme acme.pem\n")
  let run = try alice.run("message", "bob", "hello")
  #expect(run.code == 0, "\(run.errors)")
  #expect(try alice.messages("bob@example.org", "sent").count == 1)
}

/// Where the key has another conversation, the message would wait for ever: it is said what to do.
@Test func aKeyThatHasAnotherConversationIsSaid() throws {
  let node = try Node(.chat)
  let key = PKI.bob.keyFingerprint
  let alice = try Correspondent(
    PKI.alice, contacts: "bob \(node.address) key=\(key)\n", policy: "anchor acme acme.pem\n")
  #expect(try alice.run("message", "bob", "one").code == 0)
  try alice.know("bob \(node.address) anchor=acme email=bob@example.org\n")
  let run = try alice.run("message", "bob", "two")
  #expect(run.code == 78)
  #expect(
    run.errors.hasPrefix(
      "peertls: what waits for bob is in bob@example.org, but the conversation with this key is \(key); add key=\(key) "
        + "to the contact's line and move the files of bob@example.org/out to \(key)/out"), "\(run.errors)")
  #expect(try node.messages("alice@example.org", "new").count == 1)
}
