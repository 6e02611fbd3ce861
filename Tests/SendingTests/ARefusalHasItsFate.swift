import Foundation
import TestSupport
import Testing

@Test(arguments: ["nobody", "nobody-data"])
func whatWillNeverGoIsKeptWithTheReason(_ mode: String) throws {
  let server = try MailServer(mode)
  let alice = try Sender(bobAt: server.address)
  let run = try alice.run("mail", "bob", "hello", "--no-sign")
  #expect(run.code == 69)
  #expect(
    run.errors == "peertls: bob's node will not get the mail: 550 5.1.1 no\u{FFFD} \u{241B}[2Jsuch user\n",
    "\(run.errors)")
  #expect(alice.queued().isEmpty && alice.queued("failed").count == 1)
  let list = try alice.run("queue")
  #expect(list.code == 0 && list.output.contains("  failed  20"), "\(list.output)")
  #expect(list.output.contains("550 5.1.1 no\u{FFFD} \u{241B}[2Jsuch user"))
  // It is not tried again.
  #expect(try alice.run("queue", "--flush").code == 0)
  #expect(try server.commands().count { $0.hasPrefix("MAIL") } == 1)
}

@Test func aFailureIsToldInTheOwnMaildir() throws {
  let server = try MailServer("nobody")
  let alice = try Sender(bobAt: server.address)
  try alice.scratch.directory("mail/Maildir")
  #expect(try alice.run("mail", "bob", "hello", "-s", "some news", "--no-sign").code == 69)
  let report = try #require(try alice.received().first)
  #expect(try alice.received().count == 1)
  #expect(report.hasPrefix("Return-Path: <>\nDelivered-To: alice@example.org\n"))
  for line in [
    "From: peertls queue <alice@example.org>", "To: alice@example.org", "Subject: Not delivered to bob",
    "Content-Type: multipart/report; report-type=delivery-status;", "Final-Recipient: rfc822; bob@example.org",
    "Action: failed", "Status: 5.1.1", "Diagnostic-Code: smtp; 550 5.1.1 no?  [2Jsuch user",
    "Content-Type: message/rfc822", "Subject: some news", "    bob <bob@example.org>",
  ] { #expect(report.contains("\n\(line)\n"), "\(line) in \(report)") }
  // Python reads it as it was meant.
  let script = """
    import email, email.policy, sys
    m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
    print(m.get_content_type(), *[p.get_content_type() for p in m.iter_parts()], m.defects)
    print(list(m.iter_parts())[2].get_content()["Subject"])
    print(all(f.as_string().isascii() for f in list(m.iter_parts())[1].get_payload()))
    """
  let read = try Sender.run(["python3", "-c", script], input: report)
  #expect(
    read.output == "multipart/report text/plain message/delivery-status message/rfc822 []\nsome news\nTrue\n",
    "\(read.output)\(read.errors)")
  // It is told once.
  #expect(try alice.run("queue", "--run").code == 0)
  #expect(try alice.received().count == 1)
}

/// Who has never read mail here must hear of it as well: cron(8) and git wait for nothing.
@Test func aFailureIsToldWhereThereIsNoMaildirYet() throws {
  let server = try MailServer("nobody")
  let alice = try Sender(bobAt: server.address)
  #expect(try alice.sendmail("-odq", "bob", input: "Subject: from cron\n\nhello\n").code == 0)
  #expect(try alice.run("queue", "--run").code == 69)
  let report = try #require(try alice.received().first)
  #expect(
    report.contains("\nSubject: Not delivered to bob\n") && report.contains("\nSubject: from cron\n"), "\(report)")
  for box in ["cur", "tmp"] { #expect(FileManager.default.fileExists(atPath: "\(alice.state)/Maildir/\(box)")) }
}

@Test func whatIsTooLargeForTheServerIsNotOffered() throws {
  let server = try MailServer("small")
  let alice = try Sender(bobAt: server.address)
  let run = try alice.run("mail", "bob", "--no-sign", input: String(repeating: "0123456789\n", count: 100))
  #expect(run.code == 69 && run.errors.contains("5.3.4 the message has "), "\(run.errors)")
  #expect(run.errors.contains("bob's node takes 1000"))
  #expect(try server.commands().count { $0.hasPrefix("MAIL") } == 0)
}

@Test func whatIsNotTakenNowIsTriedAgain() throws {
  let server = try MailServer("later")
  let alice = try Sender(bobAt: server.address)
  let run = try alice.run("mail", "bob", "hello", "--no-sign")
  #expect(run.code == 75 && run.errors.contains("451 4.3.0 come again; the mail is queued as "), "\(run.errors)")
  // Not at once.
  #expect(try alice.run("queue", "--run").code == 0)
  #expect(try server.messages().isEmpty)
  let name = try #require(alice.queued().first)
  let note = try alice.queued(name, in: "tried")
  #expect(note.contains("Tries: 1\n") && note.contains("Reason: 451 4.3.0 come again\n"), "\(note)")
  let flush = try alice.run("queue", "--flush")
  #expect(flush.code == 0, "\(flush.errors)")
  #expect(try server.messages().count == 1)
}

@Test func oneThatIsNotTakenHoldsUpNoOther() throws {
  let server = try MailServer("later")
  let alice = try Sender(bobAt: "[::1]:1")
  for number in 0..<3 { #expect(try alice.run("mail", "bob", "\(number)", "--no-sign", "--wait", "0").code == 75) }
  try alice.know(Sender.bob(at: server.address))
  #expect(try alice.run("queue", "--run").code == 75)
  #expect(try server.messages().map { body(body($0)) } == ["1\n", "2\n"])
  #expect(try alice.run("queue", "--flush").code == 0)
  #expect(try server.messages().map { body(body($0)) } == ["1\n", "2\n", "0\n"])
}

@Test func whoCannotBeReachedIsLeftAloneForAWhile() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  let run = try alice.run("mail", "bob", "hello")
  #expect(run.code == 75)
  #expect(run.errors.hasPrefix("peertls: connect to [::1]:1: Connection refused; the mail is queued as "))
  #expect(alice.queued("contacts") == ["bob"])
  let server = try MailServer("chunks")
  try alice.know(Sender.bob(at: server.address))
  #expect(try alice.run("queue", "--run").code == 0)
  #expect(try server.commands().isEmpty)
  // Who is named is called, and another mail calls as well.
  #expect(try alice.run("mail", "bob", "more").code == 0)
  #expect(try server.messages().count == 2)
  #expect(alice.queued("contacts").isEmpty)
}

@Test func afterSomeDaysItHasFailed() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  try alice.scratch.directory("mail/Maildir")
  #expect(try alice.run("mail", "bob", "hello").code == 75)
  let name = try #require(alice.queued().first)
  try alice.age(name, seconds: 5 * 86_400 + 1)
  // Whoever is to be left alone for a while is called when that is over.
  let run = try alice.run("queue", "--run", "bob")
  #expect(run.code == 75 || run.code == 69, "\(run.errors)")
  #expect(alice.queued().isEmpty && alice.queued("failed") == [name])
  let report = try #require(try alice.received().first)
  #expect(report.contains("4.4.7 it could not be sent in 5 days: connect to [::1]:1: Connection refused"), "\(report)")
  #expect(report.contains("\nStatus: 4.4.7\n"))
}

@Test func oneSecondIsOne() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  #expect(try alice.run("mail", "bob", "hello").code == 75)
  let name = try #require(alice.queued().first)
  let old = "\(Int(Date().timeIntervalSince1970) - 10)" + name.dropFirst(10)
  try FileManager.default.moveItem(
    atPath: "\(alice.state)/queue/waiting/\(name)", toPath: "\(alice.state)/queue/waiting/\(old)")
  #expect(try alice.run("queue", "--flush", "--give-up-after", "1s").code != 0)
  let list = try alice.run("queue").output
  #expect(list.contains("4.4.7 it could not be sent in 1 second: "), "\(list)")
}

@Test func whoWantsToIsToldThatItTakesLong() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  try alice.scratch.directory("mail/Maildir")
  #expect(try alice.run("mail", "bob", "hello").code == 75)
  let name = try #require(alice.queued().first)
  let old = "\(Int(Date().timeIntervalSince1970) - 5 * 3600)" + name.dropFirst(10)
  try FileManager.default.moveItem(
    atPath: "\(alice.state)/queue/waiting/\(name)", toPath: "\(alice.state)/queue/waiting/\(old)")
  for _ in 0..<2 { #expect(try alice.run("queue", "--flush", "--warn-after", "4h").code == 75) }
  let reports = try alice.received()
  #expect(reports.count == 1)
  #expect(reports[0].contains("\nAction: delayed\n") && reports[0].contains("\nStatus: 4.0.0\n"), "\(reports[0])")
  #expect(reports[0].contains("\nWill-Retry-Until: "))
}
