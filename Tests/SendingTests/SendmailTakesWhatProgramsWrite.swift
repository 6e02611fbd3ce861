import Foundation
import TestSupport
import Testing

/// What was queued of a message, without the envelope.
private func queued(_ text: String, _ arguments: String...) throws -> (run: Run, message: String?) {
  let alice = try Sender(bobAt: "[::1]:1")
  let run = try Sender.run(
    [alice.sendmail(), "-odq"] + arguments, environment: alice.environment, input: text)
  return (run, try alice.queued().first.map { body(try alice.queued($0, in: "waiting")) })
}

@Test(arguments: ["", "From alice Thu Nov 26 10:00:00 2026\n"])
func whatIsNoFieldEndsTheHeader(_ before: String) throws {
  let (run, message) = try queued(before + "Subject: x\n folded\nhello world\nTo: nobody\n", "bob")
  #expect(run.code == 0, "\(run)")
  let sent = try #require(message)
  #expect(body(sent) == "hello world\nTo: nobody\n" && sent.contains("Subject: x\n folded\n"), "\(sent)")
}

@Test(arguments: ["hello world\n", "\nhello world\n", "\r\nhello world\r\n"])
func whatHasNoHeaderIsText(_ text: String) throws {
  let (run, message) = try queued(text, "bob")
  #expect(run.code == 0 && message.map(body) == "hello world\n", "\(run)")
}

@Test func textBeyondASCIIIsSaidToBeUTF8() throws {
  let described = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
  for text in ["ä grüße\n", "Subject: x\n\nä grüße\n"] {
    let sent = try #require(try queued(text, "bob").message).replacing("\r\n", with: "\n")
    #expect(sent.hasSuffix("\n\(described)ä grüße\n") && !sent.contains("X-Mailer"), "\(sent)")
  }
  // What says what it is, and what is ASCII, stays as it is.
  for text in [
    "Content-Type: text/plain; charset=latin1\n\nä\n", "Subject: x\n\nhello\n", "hello\n",
    "Subject: x\nContent-Transfer-Encoding: binary\n\nhello\n",
  ] {
    let sent = try #require(try queued(text, "bob").message)
    #expect(!sent.contains("utf-8") && !sent.contains("8bit"), "\(sent)")
  }
  let once = try #require(try queued("Content-Transfer-Encoding: binary\n\nä\n", "bob").message)
  #expect(once.contains("charset=utf-8") && !once.contains("8bit"), "\(once)")
}

@Test func textInAnotherCodeIsNotSaidToBeUTF8() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  let run = try Sender.run(
    ["sh", "-c", "printf 'gr\\374\\337e\\n' | \"$0\" -odq bob", alice.sendmail()], environment: alice.environment)
  #expect(run.code == 0, "\(run)")
  #expect(!(try alice.queued(try #require(alice.queued().first), in: "waiting")).contains("Content-Type"))
}

@Test func blanksBeforeAColonMakeNoText() throws {
  let (run, message) = try queued("Subject: x\nBcc : bob\n\nhello\n", "bob")
  #expect(run.code == 65 || message?.contains("Bcc") == false, "\(run)")
}

@Test func eachAddressGetsOneHoweverItIsSpelt() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  let run = try alice.sendmail("-odq", "Bob@Example.org,bob@example.org", "bob", input: "Subject: x\n\nhello\n")
  #expect(run.code == 0 && alice.queued().count == 1, "\(run)")
}

@Test(arguments: [
  "\"Doe, Bob\" <bob@example.org>, bob", "bob, \"Doe, \\\", Bob\" <bob@example.org>",
  "Bob (the first, second) <bob@example.org>, bob",
])
func aCommaInQuotesSeparatesNothing(_ list: String) throws {
  let (run, message) = try queued("To: \(list)\nSubject: x\n\nhello\n", "-t")
  #expect(run.code == 0 && message != nil, "\(run)")
}

@Test func whatNobodyCouldBeSentIsRefusedWithItsLine() throws {
  let long = String(repeating: "x", count: 999)
  for (text, problem) in [
    ("Subject: x\n\n\(long)\n", "line 3 has more than 998 bytes"),
    ("Subject: x\r\n\r\none\r\n\(long)", "line 4 has more than 998 bytes"),
    ("Subject: x\n\none\rtwo\rth\u{0}ree\n", "line 5 has a NUL"),
  ] {
    let (run, message) = try queued(text, "bob")
    #expect(run.code == 65 && run.errors == "peertls-sendmail: \(problem)\n" && message == nil, "\(run)")
  }
  #expect(try queued("Subject: x\n\n\(long.dropLast())\n", "bob").run.code == 0)
}

@Test func aClosedInputIsNoEmptyMail() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  let run = try Sender.run(
    ["sh", "-c", "exec \"$0\" -odq bob <&-", alice.sendmail()], environment: alice.environment)
  #expect(run.code == 74 && run.errors == "peertls-sendmail: read standard input: it is closed\n", "\(run)")
  #expect(alice.queued().isEmpty)
}

@Test func whatIsSaidHarmsNoTerminal() throws {
  let alice = try Sender(bobAt: "[::1]:1")
  let escape = "\u{1b}[2J"
  for run in [
    try alice.sendmail("-odq", "bob", input: "\(escape): x\n\n"),
    try alice.sendmail("-odq", "-t", input: "To: \(escape)\n\n"),
    try alice.sendmail("-odq", "bob", input: "Subject\(escape): x\nTo\r: x\n\n"),
    try alice.run("queue", "--remove", escape), try alice.run("queue", "--run", escape),
    try alice.run("mail", "bob", "x", "-a", "/\(escape)"), try alice.run("mail", escape, "x"),
    try alice.run("mail", "bob", "x", "-s", escape),
  ] { #expect(!run.errors.contains("\u{1b}"), "\(run)") }
}
