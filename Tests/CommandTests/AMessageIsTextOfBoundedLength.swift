import Foundation
import TestSupport
import Testing

private let longest = 60 * 1024

@Test func aMessageIsTextOfBoundedLength() throws {
  let node = try Node(.chat)
  let alice = try Correspondent(PKI.alice, contacts: "bob \(node.address) key=\(PKI.bob.keyFingerprint)\n")
  let full = try alice.run("message", "bob", input: String(repeating: "x", count: longest))
  #expect(full.code == 0, "\(full.errors)")
  let over = try alice.run("message", "bob", input: String(repeating: "x", count: longest + 1))
  #expect(over.code == 65)
  #expect(over.errors == "peertls: the text is too long: a message has at most 61440 bytes (60 KiB)\n")
  let far = try alice.run("message", "bob", input: String(repeating: "é", count: 100_000))
  #expect(far.code == 65 && far.errors == over.errors)
  let words = try alice.run("message", "bob", String(repeating: "x", count: longest + 1))
  #expect(words.code == 65 && words.errors == over.errors)
  let nothing = try alice.run("message", "bob")
  #expect(nothing.code == 64 && nothing.errors == "peertls: there is nothing to say: TEXT is empty\n")
  #expect(try node.messages("alice@example.org", "new").count == 1)
}

@Test func whatIsNoUTF8IsNotSent() throws {
  let alice = try Correspondent(PKI.alice, contacts: "bob [::1]:1 key=\(PKI.bob.keyFingerprint)\n")
  let command = "'\(Programs.path("peertls"))' message --config '\(alice.directory)' --state '\(alice.state)' bob"
  let scripts: [(String, Int32, String)] = [
    ("printf 'caf\\351' | \(command)", 65, "the text is not UTF-8"),
    ("\(command) \"$(printf 'caf\\351')\"", 64, "argument 7 is not UTF-8"),
  ]
  for (script, code, reason) in scripts {
    let shell = try ChildProcess(["sh", "-c", script])
    shell.closeInput()
    #expect(try shell.wait(seconds: 20) == code)
    try shell.errors.waitForEnd()
    #expect(shell.errors.text == "peertls: \(reason)\n")
  }
  #expect(try alice.conversations().output.hasPrefix("UNREAD") == false)
}
