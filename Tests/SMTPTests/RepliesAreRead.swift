import SMTP
import Testing

private func read(_ text: String, pieces: Int) throws -> [Reply] {
  var reader = ReplyReader()
  var replies: [Reply] = []
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    reader.append(Array(rest.prefix(pieces)))
    rest = rest.dropFirst(pieces)
    while let reply = try reader.next() { replies.append(reply) }
  }
  #expect(!reader.isInsideReply)
  return replies
}

@Test(arguments: [1, 4, 1000]) func linesOfAReplyBelongTogether(_ pieces: Int) throws {
  let text = "220 mx.example ESMTP\r\n250-mx.example\r\n250-SIZE 1000\r\n250 SMTPUTF8\r\n550 5.7.1 no\r\n354\r\n"
  let replies = try read(text, pieces: pieces)
  #expect(replies.map(\.code) == [220, 250, 550, 354])
  #expect(replies[1].lines == ["mx.example", "SIZE 1000", "SMTPUTF8"])
  #expect(replies[2].status == EnhancedStatus(5, 7, 1) && replies[2].lines == ["no"])
  #expect(replies.map(\.kind) == [.done, .done, .permanent, .more])
}

/// A status of another class than the code's is text.
@Test func onlyAStatusOfItsClassIsOne() throws {
  #expect(try read("250 5.1.1 is my version\r\n", pieces: 9)[0].status == nil)
  #expect(try read("550-5.1.1 no\r\n550 5.1.1 body\r\n", pieces: 9)[0].lines == ["no", "body"])
}

@Test(arguments: [
  "hello\r\n", "99 x\r\n", "600 x\r\n", "2500 x\r\n", "250_x\r\n", "250 x\n", "250 x\ry\r\n", "250-a\r\n251 b\r\n",
  "\r\n",
  "250 " + String(repeating: "x", count: 3000) + "\r\n", String(repeating: "250-x\r\n", count: 200),
])
func whatIsNoReplyEndsTheConversation(_ text: String) {
  var reader = ReplyReader()
  reader.append(Array(text.utf8))
  #expect(throws: SMTPError.self) { while try reader.next() != nil {} }
  #expect(throws: SMTPError.self) { try reader.next() }
}

@Test func everyLineCarriesTheStatus() {
  let reply = Reply(250, EnhancedStatus(2, 0, 0), "one\ntwo\rthree")
  #expect(String(decoding: reply.encode(), as: UTF8.self) == "250-2.0.0 one\r\n250 2.0.0 two three\r\n")
  let long = Reply(550, nil, String(repeating: "ö", count: 600)).encode()
  #expect(long.count <= SMTPLimits.writtenReplyLine && String(validating: long, as: UTF8.self) != nil)
}

@Test func whatAServerOffersIsKnown() throws {
  let reply = try read(
    "250-mx.example hello\r\n250-Size 1000\r\n250-PIPELINING\r\n250-AUTH PLAIN\r\n250 CHUNKING\r\n", pieces: 9)
  let capabilities = Capabilities(reply[0])
  #expect(capabilities.domain == "mx.example" && capabilities.maximumSize == 1000)
  #expect(capabilities.has(.pipelining) && capabilities.has(.chunking) && !capabilities.has(.smtpUTF8))
  #expect(Capabilities(Reply(250, nil, "x\nSIZE 0")).maximumSize == nil)
}

@Test(arguments: [1, 2, 1000]) func whatIsStuffedIsTakenOutAgain(_ pieces: Int) throws {
  for text in ["", ".", "a", ".a\r\n..b\r\n.\r\n", "a\r\n", "\r\n\r\n"] {
    var (stuffing, sent) = (DotStuffing(), [UInt8]())
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      sent += try stuffing.encode(rest.prefix(pieces))
      rest = rest.dropFirst(pieces)
    }
    sent += try stuffing.finish()
    var (intake, got) = (Intake(), [UInt8]())
    intake.beginText()
    intake.append(sent)
    while let arrival = intake.next(), arrival != .end { if case .content(let piece) = arrival { got += piece } }
    let whole = text.isEmpty || text.hasSuffix("\r\n") ? text : text + "\r\n"
    #expect(String(decoding: got, as: UTF8.self) == whole)
    #expect(!intake.isInside)
  }
}

@Test(arguments: ["a\nb", "a\rb", "a\r\r\n"]) func noBareLineEndIsSent(_ text: String) {
  var stuffing = DotStuffing()
  #expect(throws: SMTPError.self) { try stuffing.encode(Array(text.utf8)) }
}

/// date -u -d @…
@Test(arguments: [
  (0, "Thu, 1 Jan 1970 00:00:00 +0000"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"),
  (1_795_693_678, "Thu, 26 Nov 2026 11:47:58 +0000"), (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 +0000"),
  (4_107_542_400, "Mon, 1 Mar 2100 00:00:00 +0000"), (-5, "Thu, 1 Jan 1970 00:00:00 +0000"),
])
func datesAreThoseOfMail(_ seconds: Int64, _ text: String) { #expect(MailDate.text(seconds) == text) }

@Test(arguments: [1, 5, 10_000]) func aReportTellsWhatItIsAbout(_ pieces: Int) {
  let body = """
    --x\r
    Content-Type: text/plain\r
    \r
    Message-ID is not here <no@x>\r
    --x\r
    Content-Type: message/rfc822\r
    \r
    From: bob@example.org\r
    Message-Id: <one@example.org>\r
    message-id:\r
     <two@example.org>\r
    Subject: Message-ID: <three@example.org>\r
    \r
    --x--\r

    """
  var reader = ReportReader()
  var rest = Array(body.utf8)[...]
  while !rest.isEmpty {
    reader.watch(rest.prefix(pieces))
    rest = rest.dropFirst(pieces)
  }
  #expect(reader.identifiers == ["<one@example.org>", "<two@example.org>"])
}
