import Conversations
import Foundation
import TestSupport
import Testing

/// A person's directory, where the conversations are, and whom to talk to.
private func talk(_ credential: Credential, contacts: String, state: String, _ options: [String], in scratch: Scratch)
  throws -> [String]
{
  try scratch.write("me/node.crt", String(contentsOfFile: credential.chain, encoding: .utf8))
  try scratch.write("me/node.key", String(contentsOfFile: credential.key, encoding: .utf8), mode: 0o600)
  try scratch.write("me/acme.pem", try PKI.acme.pem)
  try scratch.write("me/policy", "anchor acme acme.pem\n")
  try scratch.write("me/contacts", contacts)
  return [Programs.path("peertls"), "chat", "--config", scratch.path + "/me", "--state", state] + options
}

@Test func twoPeopleTalkThroughANode() throws {
  var setup = NodeSetup()
  setup.handlers = ["chat": "ExecStart=peertls-chat\nALPN=sip/2\nStateDirectory=chat"]
  setup.socketName = "chat"
  let (node, hers, his) = (try Node(setup), try Scratch(), try Scratch())
  let alice = try talk(
    PKI.alice, contacts: "bob \(node.address) anchor=acme email=bob@example.org\n", state: hers.path + "/chat", ["bob"],
    in: hers)
  let bob = try talk(
    PKI.bob, contacts: "alice [::1]:1 anchor=acme email=alice@example.org\n", state: node.scratch.path + "/state/chat",
    ["--no-call", "alice"], in: his)

  let atAlices = try TestTerminal(alice, rows: 24, columns: 100)
  try atAlices.wait("-- connected$")
  let atBobs = try TestTerminal(bob, rows: 24, columns: 100)
  try atBobs.wait("^ +-- alice: acme vouches for Alice Example <alice@example.org>", "-- connected$")

  try atAlices.type("hello Bob\r")
  try atBobs.wait("<Alice Example> hello Bob$")
  try atAlices.wait("#1 read$")
  try atBobs.type("hello yourself\r")
  try atAlices.wait("<Bob Example> hello yourself$")
  try atBobs.wait("#1 read$")
  try atBobs.type("I am wri")
  try atAlices.wait("^\\(bob is writing\\) bob>$")
  try atBobs.type("ting\r")
  try atAlices.wait("<Bob Example> I am writing$", "^bob>$")

  try atAlices.type("\u{04}")
  #expect(try atAlices.end().status == 0)
  try atBobs.wait("-- connected$(.|\n)*-- not connected")
  try atBobs.type("for when you are back\r")
  try atBobs.wait("#3 waiting$")
  let again = try TestTerminal(alice, rows: 24, columns: 100)
  try again.wait("me #1 \\(read\\): hello Bob$", "<Bob Example> for when you are back$")
  try atBobs.wait("#3 read$")
}
