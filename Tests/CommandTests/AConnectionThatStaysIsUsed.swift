import Foundation
import Journal
import TestSupport
import Testing

@Test func aConnectionThatStaysIsUsedAndMadeAgain() throws {
  let node = try Node(.chat)
  let alice = try Correspondent(PKI.alice, contacts: "bob \(node.address) key=\(PKI.bob.keyFingerprint)\n")
  let staying = try alice.start("deliver", "bob", "--stay")
  _ = try node.trail.wait(for: .handlerStarted)
  // Nothing tells when the connection is up but the list.
  let end = Date(timeIntervalSinceNow: 20)
  while try !alice.conversations().output.contains("connected"), Date() < end {}
  let run = try alice.run("message", "bob", "over the one that is up")
  #expect(run.code == 0, "\(run.errors)")
  #expect(node.trail.records.count { $0.event == .handlerStarted } == 1)
  #expect(try node.messages("alice@example.org", "new").count == 1)

  for pid in node.sessions { kill(pid, SIGKILL) }
  _ = try node.trail.wait(for: .handlerStarted, count: 2, seconds: 30)
  staying.signal(SIGTERM)
  _ = try staying.wait(seconds: 10)
}
