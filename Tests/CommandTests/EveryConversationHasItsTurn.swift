import TestSupport
import Testing

/// One who cannot be reached, and one for whom there is no contact, keep nobody else from theirs.
@Test func everyConversationHasItsTurn() throws {
  let node = try Node(.chat)
  let (bob, carol, dave) = (PKI.bob.keyFingerprint, PKI.alice.keyFingerprint, String(repeating: "0d", count: 32))
  let off = "[::1]:1"
  let alice = try Correspondent(
    PKI.alice, contacts: "carol \(off) key=\(carol)\ndave \(off) key=\(dave)\nbob \(off) key=\(bob)\n")
  for who in ["carol", "dave", "bob"] { #expect(try alice.run("message", who, "--wait", "0", "hello").code == 75) }

  try alice.know("carol \(off) key=\(carol)\nbob \(node.address) key=\(bob)\n")
  let run = try alice.run("deliver")
  #expect(run.code == 78)
  #expect(run.errors.contains("peertls: carol: connect to \(off): Connection refused\n"), "\(run.errors)")
  #expect(run.errors.contains("peertls: \(dave): no contact has this conversation"), "\(run.errors)")
  #expect(try alice.messages(bob, "out").isEmpty)
  #expect(try alice.messages(carol, "out").count == 1)
  #expect(try node.messages("alice@example.org", "new").count == 1)

  // Those who were called have been noted, and are left alone.
  try alice.know("carol \(off) key=\(carol)\ndave \(off) key=\(dave)\nbob \(node.address) key=\(bob)\n")
  let again = try alice.run("deliver")
  #expect(again.code == 75)
  #expect(again.errors == "peertls: dave: connect to \(off): Connection refused\n", "\(again.errors)")
}
