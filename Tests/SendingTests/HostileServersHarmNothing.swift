import Foundation
import TestSupport
import Testing

/// What the sender says of each, and with which exit code; the message stays queued.
private let servers: [(mode: String, code: Int32, says: String)] = [
  ("endless", 75, "bob's node does not speak SMTP: reply is too long"),
  ("wide", 75, "bob's node does not speak SMTP: reply line is too long"),
  ("garbage", 75, "bob's node does not speak SMTP: malformed reply"),
  ("busy", 75, "bob's node ended the conversation: 421 4.3.2 not now"),
  ("closed", 69, "bob's node takes no mail: 554 5.3.2 no mail here"),
  ("farewell", 75, "bob's node ended the conversation: 421 4.3.2 going down"),
  ("amid", 75, "bob ended the connection"),
  ("hasty", 75, "bob's node replies to what nobody has said: 250 2.0.0 taken"),
  ("chatty", 75, "bob's node ended the conversation: 220"),
]

@Test(arguments: servers) func theMessageStaysQueued(_ mode: String, _ code: Int32, _ says: String) throws {
  let server = try MailServer(mode)
  let alice = try Sender(bobAt: server.address)
  let text = String(repeating: "0123456789 0123456789 0123456789 0123456789\n", count: 100_000)
  let start = Date()
  let run = try alice.run("mail", "bob", "--no-sign", input: text)
  #expect(run.code == code, "\(run)")
  #expect(run.errors.contains(says), "\(run.errors)")
  #expect(Date().timeIntervalSince(start) < 30)
  #expect(alice.queued().count == 1 && alice.queued("failed").isEmpty)
  #expect(try server.messages().isEmpty)
}

@Test func aRefusalAmidTheMessageIsHeard() throws {
  let server = try MailServer("early")
  let alice = try Sender(bobAt: server.address)
  let text = String(repeating: "0123456789 0123456789 0123456789 0123456789\n", count: 300_000)
  let start = Date()
  let run = try alice.run("mail", "bob", "--no-sign", input: text)
  #expect(run.code == 69 && run.errors.contains("552 5.3.4 that is too much"), "\(run.errors)")
  #expect(Date().timeIntervalSince(start) < 30)
}

@Test func aReplyThatIsLostMeansThatItIsSentAgain() throws {
  let server = try MailServer("deaf")
  let alice = try Sender(bobAt: server.address)
  #expect(try alice.run("mail", "bob", "hello", "--no-sign").code != 0)
  #expect(alice.queued().count == 1)
  #expect(try alice.run("queue", "--flush").code == 0)
  // By these a node knows that it has it already.
  let ids = try server.messages().map { try #require($0.firstMatch(of: /Message-ID: (<.*>)/)?.output.1) }
  #expect(ids.count == 2 && ids[0] == ids[1])
}

@Test func aReplyThatIsTheLastWordIsEnough() throws {
  let server = try MailServer("gone")
  let alice = try Sender(bobAt: "[::1]:1")
  for number in 0..<3 { #expect(try alice.run("mail", "bob", "\(number)", "--no-sign", "--wait", "0").code == 75) }
  try alice.know(Sender.bob(at: server.address))
  // Each connection ends after one; what went is not sent again.
  for _ in 0..<5 where !alice.queued().isEmpty { _ = try alice.run("queue", "--flush") }
  #expect(alice.queued().isEmpty)
  #expect(try server.messages().map { body(body($0)) }.sorted() == ["0\n", "1\n", "2\n"])
}

@Test func whoNeverAnswersIsNotWaitedForByThePerson() throws {
  let silent = try ChildProcess([
    "python3", "-c",
    """
    import socket, sys
    s = socket.socket(socket.AF_INET6); s.bind(("::1", 0)); s.listen(); print(s.getsockname()[1], flush=True)
    sys.stdin.read()
    """,
  ])
  let port = try silent.output.wait(for: "a port") { bytes in
    bytes.last == 0x0a ? String(decoding: bytes.dropLast(), as: UTF8.self) : nil
  }
  let alice = try Sender(bobAt: "[::1]:\(port)")
  let run = try alice.run("mail", "bob", "hello", "--wait", "1")
  #expect(run.code == 75 && run.errors.contains("it has not gone in 1 s; the mail is queued as "), "\(run.errors)")
  // Who sends goes on, and is alone with it.
  let list = try alice.run("queue")
  #expect(list.output.contains("  sending  "), "\(list.output)")
  let id = try #require(list.output.firstMatch(of: #/\n([0-9a-f]{16}) /#)?.output.1)
  #expect(try alice.run("queue", "--remove", String(id)).code == 75)
  silent.closeInput()
  _ = try eventually("its end") { try alice.run("queue").output.contains("  waiting  ") ? true : nil }
  #expect(try alice.run("queue", "--remove", String(id)).code == 0)
  #expect(alice.queued().isEmpty)
}
