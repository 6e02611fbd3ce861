import Foundation
import TestSupport
import Testing

private let text = ".\nA line.\n..two\n\nFrom me\n.\n"

@Test(arguments: ["plain", "old", "text", "chunks", "slowly"])
func aMessageArrivesAsItWas(_ mode: String) throws {
  let server = try MailServer(mode)
  let alice = try Sender(bobAt: server.address)
  let message = "To: bob@example.org\nSubject: dots\n\n" + text
  #expect(try alice.sendmail("-t", "-i", input: message).code == 0)
  let received = try eventually("the message") { try server.messages().first }
  #expect(body(received).hasSuffix("\n\n" + text), "\(received)")
  #expect(received.hasPrefix("MAIL FROM:<alice@example.org>"))
  #expect(received.contains("\nRCPT TO:<bob@example.org>\n"))
  _ = try eventually("an empty queue") { alice.queued().isEmpty ? true : nil }
  #expect(alice.queued("tried").isEmpty && alice.queued("contacts").isEmpty)
  let commands = try server.commands()
  #expect(commands.first == "EHLO [IPv6:::1]")
  #expect(commands.contains("HELO [IPv6:::1]") == (mode == "old"))
  #expect(commands.contains("DATA") == ["plain", "old", "text"].contains(mode))
  #expect(commands.contains { $0.hasPrefix("BDAT ") && $0.hasSuffix(" LAST") } == ["chunks", "slowly"].contains(mode))
}

@Test func theEnvelopeSaysWhatTheServerMustKnow() throws {
  let server = try MailServer("chunks")
  let bob = "bob \(server.address) mail=bøb@example.org key=\(PKI.bob.keyFingerprint)\n"
  let alice = try Sender(contacts: bob)
  let run = try alice.run("mail", "bob", "--no-sign", "-s", "hi", input: "hello\n")
  #expect(run.code == 0, "\(run.errors)")
  let first = try #require(try server.messages().first)
  let size = try #require(first.firstMatch(of: /SIZE=(\d+)/)?.output.1)
  #expect(Int(size) == first.utf8.count - first.prefix(upTo: first.range(of: "\n\n")!.upperBound).utf8.count)
  #expect(first.contains(" BODY=8BITMIME SMTPUTF8\nRCPT TO:<bøb@example.org>\n"), "\(first)")

  try alice.know(Sender.bob(at: server.address))
  #expect(try alice.run("mail", "bob", "--no-sign", input: "hello\n").code == 0)
  let second = try server.messages()[1]
  #expect(!second.prefix(200).contains("BODY") && !second.prefix(200).contains("SMTPUTF8"), "\(second)")
}

@Test func severalMessagesGoOverOneConnection() throws {
  let server = try MailServer("text")
  let alice = try Sender(bobAt: "[::1]:1")
  for number in 0..<5 {
    #expect(try alice.run("mail", "bob", "number \(number)", "--no-sign", "--wait", "0").code == 75)
  }
  try alice.know(Sender.bob(at: server.address))
  let run = try alice.run("queue", "--run")
  #expect(run.code == 0, "\(run.errors)")
  #expect(try server.messages().map { body(body($0)) } == (0..<5).map { "number \($0)\n" })
  let commands = try server.commands()
  #expect(commands.count { $0.hasPrefix("EHLO") } == 1)
  #expect(commands.last == "QUIT")
}

@Test func nothingIsSentToAnybodyElse() throws {
  let server = try MailServer("chunks")
  let alice = try Sender(
    contacts: "bob \(server.address) mail=bob@example.org key=\(PKI.alice.keyFingerprint)\n")
  let run = try alice.run("mail", "bob", "a secret")
  #expect(run.code == 77)
  #expect(run.errors.contains("this is not bob: certificate \(PKI.bob.fingerprint)"), "\(run.errors)")
  #expect(alice.queued().count == 1)
  #expect(try server.commands().isEmpty)
}

@Test func whatTheServerDoesNotOfferIsNotUsed() throws {
  let server = try MailServer("plain")
  let alice = try Sender(bobAt: server.address)
  let message = "To: bob@example.org\nContent-Type: text/plain; charset=utf-8\n\ngrüße\n"
  #expect(try alice.sendmail("-t", "-i", input: message).code == 0)
  _ = try eventually("a failure") { alice.queued("failed").first }
  let run = try alice.run("queue")
  #expect(
    run.output.contains("5.6.3 the message is not ASCII, and bob's node does not offer 8BITMIME"), "\(run.output)")
  #expect(try server.messages().isEmpty)
}
