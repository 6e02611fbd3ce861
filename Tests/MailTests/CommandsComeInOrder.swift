import SMTP
import TestSupport
import Testing

@Test func whatComesTooSoonIsSaid() throws {
  #expect(try outcome(of: "MAIL FROM:<alice@example.org>\r\n").codes == [503])
  #expect(try outcome(of: "EHLO x\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n").codes == [250, 503, 503])
  #expect(try outcome(of: Letter().envelope + "MAIL FROM:<alice@example.org>\r\n").codes == [250, 250, 250, 503])
}

@Test func aGreetingOrRSETForgets() throws {
  for line in ["RSET", "EHLO y", "HELO y"] {
    #expect(try outcome(of: Letter().envelope + "\(line)\r\nDATA\r\n").codes == [250, 250, 250, 250, 503])
  }
}

@Test func aClientOfOldIsServed() throws {
  var letter = Letter()
  letter.greeting = "HELO x\r\n"
  let outcome = try outcome(of: letter.data)
  #expect(outcome.codes == [250, 250, 250, 354, 250])
  #expect(outcome.messages[0].contains("with SMTP id"))
  #expect(try codes(letter.from("<alice@example.org> SIZE=10")) == [250, 555, 503])
}

private func codes(_ letter: Letter) throws -> [Int] { try outcome(of: letter.envelope).codes }

@Test(arguments: [
  ("STARTTLS", 503, "first byte"), ("AUTH PLAIN AGEAYg==", 503, "certificate"), ("ETRN x", 502, "ETRN"),
  ("TURN", 502, "TURN"),
  ("VRFY bob", 252, "send"), ("EXPN staff", 502, "lists"), ("HELP", 214, "EHLO"), ("NOOP x", 250, "here"),
  ("LHLO x", 500, "LMTP"),
  ("XFOO", 500, "no such"), ("", 500, "no such"),
])
func otherCommandsHaveTheirAnswers(_ line: String, _ code: Int, _ text: String) throws {
  let outcome = try outcome(of: "EHLO x\r\n\(line)\r\nQUIT\r\n")
  #expect(outcome.codes == [250, code, 221] && "\(outcome.replies[1])".contains(text))
}

@Test func whatIsOfferedIsServed() throws {
  let lines = try outcome(of: "EHLO x\r\n").replies[0].lines.dropFirst()
  #expect(
    Set(lines) == [
      "PIPELINING", "SIZE 52428800", "8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8", "DSN", "REQUIRETLS",
      "ENHANCEDSTATUSCODES",
    ])
  let letter = Letter().from("<alice@example.org> SIZE=10 BODY=8BITMIME RET=FULL ENVID=x REQUIRETLS SMTPUTF8")
    .to("<bob@example.org> NOTIFY=NEVER ORCPT=rfc822;bob@example.org")
  #expect(try outcome(of: letter.data).codes == [250, 250, 250, 354, 250])
}

/// RFC 2920: all at once, each command has one answer, in order.
@Test(arguments: [1, 7, 100_000]) func groupsAreAnsweredInOrder(_ pieces: Int) throws {
  let scratch = try Scratch()
  let handler = try MailHandler(scratch.directory("state"))
  var text = Array((Letter(id: "1").data + "RSET\r\nRCPT TO:<bob@example.org>\r\nNOOP\r\n").utf8)
  text += Array(
    (Letter(id: "2").to("<eve@example.com>", "<bob@example.org>").chunk + "FOO\r\n" + Letter(id: "3").data + "QUIT\r\n")
      .utf8)
  for start in stride(from: 0, to: text.count, by: pieces) { handler.write(Array(text[start...].prefix(pieces))) }
  let codes = try handler.converse("").map(\.code)
  #expect(
    codes == [250, 250, 250, 354, 250, 250, 503, 250, 250, 250, 550, 250, 250, 500, 250, 250, 250, 354, 250, 221])
  #expect(try handler.messages.count == 3)
}

@Test func nothingFollowsQUIT() throws {
  let outcome = try outcome(of: "EHLO x\r\nQUIT\r\n" + Letter().data + "NOOP\r\n")
  #expect(outcome.codes == [250, 221] && outcome.messages.isEmpty && outcome.code == 0)
}

/// A peer that stops in the middle has sent nothing.
@Test(arguments: [
  "DATA\r\nFrom: alice@example.org\r\n\r\nhel", "BDAT 1000 LAST\r\nFrom: alice@example.org\r\n\r\n", "NOO",
])
func anEndInTheMiddleIsNoMessage(_ rest: String) throws {
  let outcome = try outcome(of: Letter().envelope + rest)
  #expect(outcome.messages.isEmpty && outcome.code == 76)
}

@Test(arguments: [("PEERTLS_PEER_KEY", 77), ("STATE_DIRECTORY", 78), ("PEERTLS_NODE_EMAILS", 78)])
func withoutTheEnvironmentNothingIsServed(_ variable: String, _ code: Int32) throws {
  let scratch = try Scratch()
  let handler = try MailHandler(scratch.directory("state"), without: [variable])
  #expect(try handler.converse("") == [])
  #expect(try handler.process.wait() == code && !handler.process.errors.text.isEmpty)
}

@Test(arguments: [
  ["--foo"], ["--address", "bob"], ["--name", "a b"], ["--max-size", "10"], ["--maildir", "../x"], ["--maildir", "/x"],
  ["--maildir", ".seen"], ["--maildir"], ["--lmtp", "x"], ["--deliver", "cat"], ["--maildir", "A", "--lmtp", "/x"],
])
func aWrongCommandLineIsSaid(_ options: [String]) throws {
  let scratch = try Scratch()
  let handler = try MailHandler(scratch.directory("state"), options: options)
  _ = try handler.converse("")
  #expect(try handler.process.wait() == 64 && handler.process.errors.text.contains(options[0]))
}
