import SMTP
import Testing

private func read(_ line: String) throws -> Command { try Command(parsing: Array(line.utf8)[...]) }

private func refusal(_ line: String) -> Refusal? {
  do {
    _ = try read(line)
    return nil
  } catch { return error as? Refusal }
}

@Test func everyCommandIsRead() throws {
  #expect(try read("EHLO client.example") == .ehlo("client.example"))
  #expect(try read("helo [IPv6:2001:db8::1]") == .helo("[IPv6:2001:db8::1]"))
  #expect(try read("LHLO x") == .lhlo("x"))
  #expect(try read("data") == .data)
  #expect(try read("RSET  ") == .rset)
  #expect(try read("NOOP whatever this is") == .noop)
  #expect(try read("HELP MAIL") == .help)
  #expect(try read("VRFY bob") == .vrfy("bob"))
  #expect(try read("EXPN staff") == .expn("staff"))
  #expect(try read("QUIT") == .quit)
  #expect(try read("BDAT 0") == .bdat(size: 0, isLast: false))
  #expect(try read("bdat 86 last") == .bdat(size: 86, isLast: true))
  #expect(try read("STARTTLS") == .foreign("STARTTLS"))
  #expect(try read("AUTH PLAIN AGEAYg==") == .foreign("AUTH"))
}

/// Letters of other alphabets whose capitals are those of ASCII.
@Test(arguments: ["QU\u{131}T", "R\u{17f}ET", "MA\u{131}L FROM:<a@b.example>", "\u{fb06}ARTTLS"])
func commandsAreASCII(_ line: String) { #expect(refusal(line)?.reply.code == 500) }

@Test func parametersAreASCII() {
  #expect(refusal("MAIL FROM:<a@b.example> BODY=8B\u{131}TMIME")?.reply.code == 501)
  #expect(refusal("RCPT TO:<a@b.example> NOTIFY=\u{17f}UCCESS")?.reply.code == 501)
}

@Test(arguments: ["@@@,,,[]:a@b.example", "@:a@b.example", "@x,:a@b.example", "@x,y:a@b.example"])
func aRouteIsOne(_ path: String) { #expect(refusal("MAIL FROM:<\(path)>")?.reply.code == 501) }

@Test func senderAndParametersAreRead() throws {
  let line =
    "MAIL FROM:<alice@example.org> SIZE=1000 BODY=8bitmime SMTPUTF8 RET=HDRS ENVID=QQ+2B314159 REQUIRETLS"
  guard case .mail(let mail) = try read(line) else { throw RefusedTest() }
  #expect(mail.sender == (try Mailbox("alice@example.org")))
  #expect(mail.size == 1000 && mail.body == .eightBitMIME && mail.isUTF8 && mail.requiresTLS)
  #expect(mail.returned == .header && mail.envelopeID == "QQ+314159")
  #expect(try read("MAIL FROM:<>") == .mail(MailCommand(sender: nil)))
  #expect(try read("mail from: <alice@example.org>") == .mail(MailCommand(sender: Mailbox("alice@example.org"))))
  // A source route is passed over.
  #expect(try read("MAIL FROM:<@a.example,@b.example:alice@example.org>") == read("MAIL FROM:<alice@example.org>"))
}

@Test func recipientAndParametersAreRead() throws {
  let line = "RCPT TO:<bob@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Bob+40example.org"
  guard case .rcpt(let rcpt) = try read(line) else { throw RefusedTest() }
  #expect(rcpt.recipient == .mailbox(try Mailbox("bob@example.org")))
  #expect(rcpt.notify == [.success, .delay] && rcpt.original == "rfc822;Bob@example.org")
  #expect(try read("RCPT TO:<Postmaster>") == .rcpt(RcptCommand(recipient: .postmaster)))
  guard case .rcpt(let never) = try read("RCPT TO:<bob@example.org> NOTIFY=NEVER") else { throw RefusedTest() }
  #expect(never.notify == [])
}

@Test(arguments: [
  ("", 500), ("FOO", 500), ("GET / HTTP/1.1", 500), ("EHLO", 501), ("EHLO a b", 501), ("RSET now", 501),
  ("MAIL", 501), ("MAIL FROM", 501), ("MAIL FROM:alice@example.org", 501), ("MAIL FROM:<alice>", 501),
  ("MAIL FROM:<alice@example.org", 501), ("MAIL FROM:<alice@example.org>SIZE=1", 501),
  ("MAIL FROM:<alice@example..org>", 501), ("MAIL FROM:<.alice@example.org>", 501),
  ("MAIL FROM:<alice@-example.org>", 501), ("MAIL FROM:<Postmaster>", 501),
  ("MAIL FROM:<alice@example.org> SIZE=x", 501), ("MAIL FROM:<alice@example.org> SIZE=1 SIZE=2", 501),
  ("MAIL FROM:<alice@example.org> SIZE=9999999999999999999", 501),
  ("MAIL FROM:<alice@example.org> BODY=9BIT", 501), ("MAIL FROM:<alice@example.org> FOO=bar", 555),
  ("MAIL FROM:<alice@example.org> SMTPUTF8=1", 555), ("MAIL FROM:<alice@example.org> AUTH=<>", 555),
  ("MAIL FROM:<alice@example.org> ENVID=a+0ab", 501), ("RCPT TO:<>", 501), ("RCPT TO:<bob@example.org> NOTIFY=", 501),
  ("RCPT TO:<bob@example.org> NOTIFY=NEVER,SUCCESS", 501), ("RCPT TO:<bob@example.org> ORCPT=bob", 501),
  ("BDAT", 501), ("BDAT x", 501), ("BDAT -1", 501), ("BDAT 1 LASTLY", 501), ("BDAT 1 LAST x", 501),
  ("BDAT 99999999999999999999", 501), ("NO\u{0}OP", 500), ("VRFY", 501),
])
func malformedCommandsAreRefused(_ line: String, _ code: Int) {
  #expect(refusal(line)?.reply.code == code, "\(line)")
}

/// After these nobody knows what is a command.
@Test(arguments: ["POST / HTTP/1.1", "BDAT x", "BDAT"]) func someEndTheConnection(_ line: String) {
  #expect(refusal(line)?.endsConnection == true)
}

@Test func whatIsWrittenIsReadTheSame() throws {
  var mail = MailCommand(sender: try Mailbox("\"al ice\"@example.org"))
  (mail.size, mail.body, mail.isUTF8, mail.requiresTLS) = (7, .binaryMIME, true, true)
  (mail.returned, mail.envelopeID) = (.full, "a=b+c d")
  var rcpt = RcptCommand(try Mailbox("jörg@müller.example"))
  (rcpt.notify, rcpt.original) = ([.failure], "utf-8;jörg@müller.example")
  for command in [.mail(mail), .rcpt(rcpt), .ehlo("x"), .bdat(size: 3, isLast: true), .data] as [Command] {
    let bytes = try command.encode()
    #expect(bytes.suffix(2) == [13, 10])
    #expect(try Command(parsing: bytes.dropLast(2)[...]) == command)
  }
}

@Test func noValueEndsItsLine() {
  #expect(throws: SMTPError.self) { try Command.ehlo("x\r\nMAIL FROM:<>").encode() }
  #expect(throws: SMTPError.self) { try Command.foreign(String(repeating: "x", count: 3000)).encode() }
}

struct RefusedTest: Error {}
