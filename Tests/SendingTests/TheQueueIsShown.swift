import Foundation
import TestSupport
import Testing

@Test func whatWaitsIsListedAndRemoved() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  let empty = try alice.run("queue")
  #expect(empty.code == 0 && empty.output.isEmpty)
  for text in ["one", "two"] { #expect(try alice.run("mail", "bob", text, "--wait", "0", "--no-sign").code == 75) }
  let list = try alice.run("queue").output.split(separator: "\n")
  #expect(list.count == 3 && list[0].hasPrefix("ID                STATE    QUEUED"), "\(list)")
  #expect(list[1].hasSuffix("  now   bob <bob@example.org>"))
  struct Row: Decodable {
    let id, state, from, to, contact, messageid, reason: String
    let queued, bytes, next, tries: Int
  }
  let rows = try alice.run("queue", "--json").output.split(separator: "\n")
    .map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
  #expect(rows.count == 2 && rows[0].from == "alice@example.org" && rows[0].state == "waiting" && rows[0].tries == 0)
  #expect(abs(Double(rows[0].queued) - Date().timeIntervalSince1970) < 60)
  #expect(try alice.run("queue", "carol").output.isEmpty)
  #expect(try alice.run("queue", "bob").output.contains(rows[1].id))
  #expect(try alice.run("queue", "--remove", rows[0].id).code == 0)
  #expect(try alice.run("queue", "--remove", rows[0].id).code == 66)
  #expect(alice.queued().count == 1 && alice.queued()[0].hasSuffix(rows[1].id))
}

@Test func whatTheQueueCannotBeAskedIsAnError() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  for arguments in [
    ["--run", "--flush"], ["--remove", "x", "bob"], ["--give-up-after", "5"], ["--warn-after", "2y"],
  ] {
    let run = try Sender.run([Programs.path("peertls"), "queue", "--state", alice.state] + arguments)
    #expect(run.code == 64 && run.errors.count { $0 == "\n" } == 1, "\(run)")
  }
}

@Test func nobodyIsNoContact() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  for hasQueue in [false, true] {
    if hasQueue { #expect(try alice.run("mail", "bob", "x", "--wait", "0").code == 75) }
    for arguments in [["nosuch"], ["--run", "nosuch"], ["--flush", "bob", "nosuch"]] {
      let run = try Sender.run(
        [Programs.path("peertls"), "queue", "--config", alice.directory, "--state", alice.state] + arguments)
      #expect(run.code == 66 && run.errors.contains("there is no \"nosuch\""), "\(run)")
    }
  }
}

@Test func anAddressMeansItsContact() throws {
  let server = try MailServer("chunks")
  let bob = Sender.bob(at: server.address)
  let alice = try Sender(contacts: bob)
  #expect(try alice.run("mail", "bob", "x", "--wait", "0").code == 75)
  for address in ["bob@example.org", "Bob@Example.org", "bob+lists@example.org"] {
    #expect(try alice.run("queue", address).output.contains("  bob <bob@example.org>\n"))
  }
  for arguments in [["nobody@example.net"], ["--run", "nobody@example.net"]] {
    let run = try Sender.run(
      [Programs.path("peertls"), "queue", "--config", alice.directory, "--state", alice.state] + arguments)
    let mail = try alice.run("mail", "nobody@example.net", "x")
    #expect(run.code == 67 && run.errors == mail.errors, "\(run)")
    #expect(run.errors.contains("no contact has the address nobody@example.net; "), "\(run)")
  }
  #expect(try alice.run("queue", "bob@").code == 65)
  // Whose line is gone, and whoever is called as if it were an address.
  try alice.know("carol@home [::1]:1 mail=carol@example.org key=\(PKI.bob.keyFingerprint)\n")
  #expect(try alice.run("mail", "carol@example.org", "x", "--wait", "0").code == 75)
  for (word, whose, others) in [("bob@example.org", "bob <", "carol@"), ("carol@home", "carol@home <", "bob@")] {
    let list = try alice.run("queue", word).output
    #expect(list.contains(whose) && !list.contains(others), "\(list)")
  }
  try alice.know(bob)
  #expect(try alice.run("queue", "--run", "bob@example.org").code == 0)
  #expect(try server.messages().count == 1)
}

@Test func whatFailedHasNoNextTry() throws {
  let server = try MailServer("nobody")
  let alice = try Sender(bobAt: server.address)
  #expect(try alice.run("mail", "bob", "x", "--no-sign").code == 69)
  #expect(try alice.run("queue", "--json").output.contains("\"next\":null,"))
  // Nor is there one by hand.
  #expect(try alice.run("queue", "--flush", "bob").code == 0)
  #expect(alice.queued("failed").count == 1)
}

@Test func whatIsOnlyQueuedSaysItsIdentifier() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  let run = try alice.run("mail", "bob", "x", "--wait", "0")
  let name = try #require(alice.queued().first)
  #expect(run.code == 75 && run.output.isEmpty && run.errors == "peertls: queued as \(name.suffix(16))\n", "\(run)")
}

@Test func aTimeThatIsNoneIsToldWhatIsExpected() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  for option in ["--warn-after", "--give-up-after"] {
    for time in ["1", "366d", "1w"] {
      let run = try alice.run("queue", option, time)
      #expect(run.code == 64 && run.errors.contains("expected a time such as 90s, 15min, 2h or 5d"), "\(run)")
      #expect(run.errors.count { $0 == "\n" } == 1, "\(run)")
    }
  }
  let help = try alice.run("queue", "--help").output.replacing(/\s+/, with: " ")
  #expect(help.contains("has failed; the default is 5d. --warn-after"), "\(help)")
}

@Test func severalContactsAreCalledAtOnce() throws {
  let servers = try (0..<4).map { _ in try MailServer("chunks") }
  let names = servers.indices.map { "bob\($0)" }
  func lines(_ addresses: [String]) -> String {
    zip(names, addresses).map { "\($0) \($1) mail=\($0)@example.org key=\(PKI.bob.keyFingerprint)\n" }.joined()
  }
  let alice = try Sender(contacts: lines(names.map { _ in "[::1]:1" }))
  let run = try alice.sendmail("-odq", names.joined(separator: ","), input: "Subject: x\n\nhello\n")
  #expect(run.code == 0 && alice.queued().count == 4, "\(run)")
  // One of them is silent: that holds up none of the others.
  let silent = try MailServer("busy")
  try alice.know(lines(servers.dropLast().map(\.address) + [silent.address]))
  let flush = try alice.run("queue", "--run")
  #expect(
    flush.code == 75 && flush.errors == "peertls: bob3: bob3's node ended the conversation: 421 4.3.2 not now\n",
    "\(flush)")
  #expect(try servers.map { try $0.messages().count } == [1, 1, 1, 0])
  #expect(alice.queued().count == 1)
}

@Test func aContactThatIsGoneKeepsItsMail() throws {
  let server = try MailServer("chunks")
  let alice = try Sender(bobAt: "[::1]:1")
  #expect(try alice.run("mail", "bob", "hello", "--wait", "0").code == 75)
  try alice.know("carol [::1]:1 key=\(PKI.bob.keyFingerprint)\n")
  let run = try alice.run("queue", "--run")
  #expect(run.code == 78 && run.errors.contains("there is no \"bob\""), "\(run)")
  #expect(alice.queued().count == 1)
  // Whoever has the address now is meant.
  try alice.know("robert \(server.address) mail=bob@example.org key=\(PKI.bob.keyFingerprint)\n")
  #expect(try alice.run("queue", "--flush").code == 0)
  #expect(try server.messages().count == 1)
}

@Test func whatIsNoMessageFailsAndHoldsUpNobody() throws {
  let server = try MailServer("chunks")
  let alice = try Sender(bobAt: server.address)
  #expect(try alice.run("mail", "bob", "hello", "--wait", "0").code == 75)
  let name = "1764000000.000000.0123456789abcdef"
  try alice.scratch.write("mail/queue/waiting/" + name, "garbage")
  let run = try alice.run("queue", "--run")
  #expect(run.code == 0 && run.errors.contains("failed/\(name): this is no queued message"), "\(run)")
  #expect(try server.messages().count == 1)
  #expect(alice.queued("failed") == [name] && alice.queued().isEmpty)
}
