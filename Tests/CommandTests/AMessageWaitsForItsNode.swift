import Foundation
import TestSupport
import Testing

private func key(_ credential: Credential) -> String { credential.keyFingerprint }

@Test func whatWasQueuedIsDeliveredInItsOrder() throws {
  let alice = try Correspondent(PKI.alice, contacts: "bob [::1]:1 key=\(key(PKI.bob))\n")
  for text in ["one", "two", "three"] { #expect(try alice.run("message", "bob", text).code == 75) }
  #expect(try alice.messages(key(PKI.bob), "out").count == 3)
  let node = try Node(.chat)
  try alice.know("bob \(node.address) key=\(key(PKI.bob))\n")
  let run = try alice.run("deliver", "--now")
  #expect(run.code == 0, "\(run.errors)")
  let received = try node.messages("alice@example.org", "new")
  #expect(
    received.map { String($0.suffix(5)).trimmingCharacters(in: .whitespacesAndNewlines) } == ["one", "two", "three"])
  #expect(try alice.messages(key(PKI.bob), "out").isEmpty)
  #expect(try alice.messages(key(PKI.bob), "sent").count == 3)
}

@Test func aMessageIsDeliveredAtOnceWhereItCan() throws {
  let node = try Node(.chat)
  let alice = try Correspondent(
    PKI.alice, contacts: "bob \(node.address) anchor=acme email=bob@example.org\n", policy: "anchor acme acme.pem\n")
  let run = try alice.run("message", "bob", input: "grüße,\nAlice\n")
  #expect(run.code == 0 && run.errors.isEmpty && run.output.isEmpty, "\(run.errors)")
  #expect(try node.messages("alice@example.org", "new").first?.hasSuffix("\r\n\r\ngrüße,\nAlice") == true)
  #expect(try alice.messages("bob@example.org", "sent").count == 1)
}

@Test func whoHasMovedIsFoundWhereItWasSeenLast() throws {
  let node = try Node(.chat)
  let alice = try Correspondent(PKI.alice, contacts: "bob \(node.address) key=\(key(PKI.bob))\n")
  #expect(try alice.run("message", "bob", "here").code == 0)
  try alice.know("bob [::2]:\(node.port) key=\(key(PKI.bob))\n")
  let run = try alice.run("message", "bob", "and there")
  #expect(run.code == 0, "\(run.errors)")
  #expect(try node.messages("alice@example.org", "new").count == 2)
}
