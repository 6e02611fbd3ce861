import TestSupport
import Testing

@Test func whoIsWrittenToHasAConversation() throws {
  let key = PKI.bob.keyFingerprint
  let alice = try Correspondent(
    PKI.alice,
    contacts: "bob [::1]:1 key=\(key)\ncarol [::1]:1 anchor=acme email=*@example.org cn=Carol\n"
      + "dave [::1]:1 cn=Dave\n", policy: "anchor acme acme.pem\n")
  let carol = try alice.run("message", "carol", "hello")
  #expect(carol.code == 78)
  #expect(
    carol.errors.hasSuffix(
      "/contacts:2: which conversation is carol's? Add key=SHA256 to the line, or anchor=NAME and email=ADDRESS "
        + "without * and ?\n"), "\(carol.errors)")
  #expect(try alice.run("deliver", "dave").code == 78)
  let eve = try alice.run("message", "eve", "hello")
  #expect(eve.code == 66)
  #expect(eve.errors.hasSuffix("/contacts: there is no \"eve\"; add a line: eve [ADDRESS]:PORT key=SHA256\n"))
  #expect(try alice.run("deliver", "eve").code == 66)
  // Nothing was queued.
  #expect(try alice.conversations().output.isEmpty)
}

@Test func aConversationWithoutAContactSaysWhichLineToAdd() throws {
  let key = PKI.bob.keyFingerprint
  let alice = try Correspondent(PKI.alice, contacts: "bob [::1]:1 key=\(key)\n")
  #expect(try alice.run("message", "bob", "--wait", "0", "hello").code == 75)
  try alice.know("somebody [::zz]:1 key=\(key)\n")
  let run = try alice.run("deliver")
  #expect(run.code == 78)
  #expect(run.errors.contains("/contacts:1:10: found \"[::zz]:1\""), "\(run.errors)")
  #expect(
    run.errors.contains(
      "\(key): no contact has this conversation; add a line to \(alice.directory)/contacts: "
        + "NAME [ADDRESS]:PORT key=\(key)\n"), "\(run.errors)")
}
