import Foundation
import TestSupport
import Testing

private let message = "To: Bob <bob@example.org>\nSubject: hi\n\nhello\n"

/// As programs do.
private let calls: [[String]] = [
  ["-t"], ["-t", "-i"], ["-ti"], ["-oi", "-t"], ["-t", "-oi", "-oem", "-odi"], ["bob@example.org"], ["bob"],
  ["-i", "--", "bob@example.org"], ["-bm", "bob"], ["-falice@example.org", "bob"], ["-f", "alice@example.org", "bob"],
  ["-f", "<alice@example.org>", "bob"], ["-r", "alice", "bob"], ["-FAlice", "-i", "-B8BITMIME", "-oem", "bob"],
  ["-v", "-m", "-n", "-U", "-O", "ErrorMode=m", "-X", "/dev/null", "bob"],
  ["-em", "-h0", "-N", "failure", "-R", "hdrs", "bob"],
  ["Bob <bob@example.org>, bob@example.org"], ["-oi", "-f", "alice@example.org", "-t", "bob"],
]

/// As they should not, and the exit codes.
private let mistakes: [([String], Int32)] = [
  ([], 64), (["-t", "-Y"], 64), (["-f"], 64), (["-bs"], 64), (["-bd"], 64), (["nobody"], 67),
  (["x@example.net"], 67),
  (["bob@"], 65), (["a b@example.org"], 65), (["-f", "eve@example.net", "bob"], 77), (["bob", "x@example.net"], 67),
]

/// Messages, and the exit codes.
private let foreign: [(String, Int32)] = [
  ("From: eve@example.net\nTo: bob\n\nx\n", 77), ("From: alice@example.org, eve@example.net\n\nx\n", 77),
  ("From: alice@example.org\nSubject: x\nFrom: alice@example.org\n\nx\n", 65),
  ("Sender: eve@example.net\n\nx\n", 77), ("From: <<@>\n\nx\n", 65), ("Subject: x\n", 0), ("", 0),
]

/// What went to the server last, envelope first.
private func next(_ server: MailServer, after count: Int) throws -> String {
  try eventually("message \(count)") { try server.messages().dropFirst(count).first }
}

@Test(arguments: calls) func programsCallItSo(_ arguments: [String]) throws {
  let server = try MailServer("chunks")
  let alice = try Sender(bobAt: server.address)
  let run = try Sender.run([alice.sendmail()] + arguments, environment: alice.environment, input: message)
  #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run)")
  let received = try next(server, after: 0)
  #expect(received.hasPrefix("MAIL FROM:<alice@example.org> "), "\(received)")
  #expect(received.contains("\nTo: Bob <bob@example.org>\r\nSubject: hi\r\n"))
  #expect(body(body(received)) == "hello\n")
}

@Test(arguments: mistakes) func whatCannotBeIsSaid(_ arguments: [String], _ code: Int32) throws {
  let alice = try Sender(bobAt: "[::1]:1")
  let run = try Sender.run([alice.sendmail()] + arguments, environment: alice.environment, input: message)
  #expect(
    run.code == code && run.errors.hasPrefix("peertls-sendmail: ") && run.errors.count { $0 == "\n" } == 1, "\(run)")
  #expect(alice.queued().isEmpty)
}

@Test(arguments: foreign) func whatIsNoMailOfOursIsNotQueued(_ message: String, _ code: Int32) throws {
  let alice = try Sender(bobAt: "[::1]:1")
  let run = try Sender.run([alice.sendmail(), "-odq", "bob"], environment: alice.environment, input: message)
  #expect(run.code == code, "\(run)")
  #expect(alice.queued().count == (code == 0 ? 1 : 0))
}

@Test func whatIsMissingIsAddedAndWhatIsSecretRemoved() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  let text = "Bcc: bob@example.org, \n alice@example.org\nReturn-Path: <x@y>\nContent-Length: 5\nsubject: x\n\nbody\n"
  #expect(try alice.sendmail("-t", "-odq", input: text).code == 0)
  let queued = try alice.queued(try #require(alice.queued().first), in: "waiting")
  let sent = body(queued)
  for name in ["Date: ", "Message-ID: <", "From: Alice Example <alice@example.org>", "subject: x"] {
    #expect(queued.contains("\n" + name), "\(name) in \(queued)")
  }
  for name in ["Bcc", "Return-Path", "Content-Length"] {
    #expect(!queued.lowercased().contains("\n\(name.lowercased())"))
  }
  #expect(body(sent) == "body\n")
  // The own copy needs no node.
  #expect(try alice.received().map(body) == ["body\n"])
  // What is there stays.
  let more = "From: \"A. E.\" <Alice@Example.org>\nDate: then\nMessage-ID: <mine@example.org>\n\nx\n"
  #expect(try alice.sendmail("-odq", "bob", input: more).code == 0)
  let second = try alice.queued(alice.queued()[1], in: "waiting")
  #expect(second.contains("From: \"A. E.\" <Alice@Example.org>\r\nDate: then\r\nMessage-ID: <mine@example.org>\r\n"))
}

@Test func aDotEndsTheMessageWhereThatIsTheCustom() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  for (arguments, text) in [(["bob"], "one\n"), (["-i", "bob"], "one\n.\ntwo\n")] {
    let run = try Sender.run(
      [alice.sendmail(), "-odq"] + arguments, environment: alice.environment, input: "Subject: x\n\none\n.\ntwo\n")
    #expect(run.code == 0)
    #expect(body(body(try alice.queued(try #require(alice.queued().last), in: "waiting"))) == text)
  }
}

@Test func cronsMailIsTheOwners() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  let user = NSUserName()
  // As cron(8) of Debian and cronie write it.
  let text = "From: \(user) (Cron Daemon)\nTo: \(user)\nSubject: Cron <\(user)@host> date\n\nThu\r50%\r100%\n"
  for arguments in [
    ["-FCronDaemon", "-i", "-B8BITMIME", "-oem", user],
    ["-FCronDaemon", "-i", "-odi", "-oem", "-oi", "-t", "-f", user],
  ] {
    let run = try Sender.run([alice.sendmail()] + arguments, environment: alice.environment, input: text)
    #expect(run.code == 0, "\(run)")
  }
  let received = try alice.received()
  #expect(received.count == 2)
  #expect(received[0].contains("\nFrom: \(user) Cron Daemon <alice@example.org>\n"), "\(received[0])")
  #expect(body(received[0]) == "Thu\n50%\n100%\n")
}

@Test func itSaysHowItIsCalled() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  let run = try alice.sendmail("--help")
  #expect(run.code == 0 && run.errors.isEmpty && run.output.hasPrefix("usage: peertls-sendmail "), "\(run)")
  #expect(!FileManager.default.fileExists(atPath: alice.state))
}

@Test func theQueueIsShownAndRunByTheOldNames() throws {
  let server = try MailServer("chunks")
  let alice = try Sender(bobAt: server.address)
  #expect(try alice.sendmail("-bp").output.isEmpty)
  #expect(try alice.sendmail("-odq", "bob", input: message).code == 0)
  #expect(try alice.sendmail("-bp").output.contains("  bob <bob@example.org>\n"))
  #expect(try alice.sendmail("-q").code == 0)
  #expect(try server.messages().count == 1)
  for arguments in ["-bi", "-I"] { #expect(try alice.sendmail(arguments).code == 0) }
}
