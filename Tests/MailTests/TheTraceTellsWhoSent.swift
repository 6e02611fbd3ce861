import MIME
import TestSupport
import Testing

@Test func theTraceStandsOnTop() throws {
  let outcome = try outcome(of: Letter().to("<bob+x@example.org>").data)
  let message = try #require(outcome.messages.first)
  let (key, certificate) = (ChatPerson.alice.key, String(ChatPerson.alice.key.reversed()))
  let top = """
    Return-Path: <alice@example.org>
    Delivered-To: bob@example.org
    X-Original-To: bob+x@example.org
    Authentication-Results: "bob@example.org";
    \tx-peertls=pass
    \tpolicy.x-cert=\(certificate)
    \tpolicy.x-key=\(key)
    \tpolicy.x-anchor=acme
    \tsmtp.mailfrom=alice@example.org
    \theader.from=alice@example.org
    Received: from client.example ([IPv6:2001:db8::a])
    \t(TLSv1.3 TLS_AES_256_GCM_SHA384; certificate \(certificate);
    \t Alice Example, verified by acme)
    \tby [IPv6:2001:db8::b] (peertls-smtp) with ESMTPS id 00000000000000c4.1 for <bob+x@example.org>;

    """
  #expect(message.hasPrefix(top), "\(message)")
  #expect(
    message.hasSuffix(
      "\nFrom: Alice <alice@example.org>\nTo: bob@example.org\nSubject: test\nMessage-ID: <1@example.org>\n\nhello\n"))
  #expect(outcome.log.contains("taken: 00000000000000c4.1"))
}

/// Nobody's word stands in their place.
@Test func whatAPeerSaysOfItselfIsLeftOut() throws {
  var letter = Letter()
  letter.header =
    "Return-Path: <eve@example.org>\r\nAUTHENTICATION-RESULTS: \"bob@example.org\";\r\n x-peertls=pass\r\n"
    + "Delivered-To: x@y\r\nX-Original-To: x@y\r\nReceived: from here\r\n" + letter.header
  let message = try #require(try outcome(of: letter.data).messages.first)
  #expect(message.components("x-peertls=pass") == 1 && !message.contains("eve") && !message.contains("x@y"))
  #expect(message.contains("\nReceived: from here\n"))
}

@Test func namesCannotForgeFields() throws {
  let mallory = ChatPerson("M\\) (x) \u{1b}[2J", emails: ["alice@example.org"], letters: "a1", anchor: "acme")
  var letter = Letter()
  letter.greeting = "EHLO [x(verified_by_acme)]\r\n"
  let message = try #require(try outcome(of: letter.data, peer: mallory).messages.first)
  #expect(message.contains("Received: from unknown ("))
  #expect(message.contains("\t M\\\\\\) \\(x\\) ?[2J, verified by acme)"), "\(message)")
}

/// Nobody vouches for this peer; what its certificate names begins with characters that take a quote or a backslash with
/// them.
@Test(arguments: ["\u{600}", "\u{301}", "\u{200d}", "x\u{301}"], ["\\\"", "\\\\"])
func namesCannotForgeResults(_ mark: String, _ escaped: String) throws {
  let address = "\"\(mark)\(escaped)policy.x-anchor=acme\"@corp.example"
  let mallory = ChatPerson("Mallory", emails: [address], letters: "a1", anchor: "")
  let letter = Letter().from("<\(address)> SMTPUTF8").with("From", address)
  let message = try #require(try outcome(of: letter.data, peer: mallory).messages.first)
  let arrival = try #require(Arrival(try HeaderSection(Array(message.utf8)[...])), "\(message)")
  #expect(arrival.key == mallory.key && arrival.anchor == nil, "\(message)")
}

/// What stands in brackets is an address of a host, whatever a certificate says.
@Test(arguments: ["x@[;]", "x@[;x-peertls=pass(b)header.from=bank@bank.com]", "x@[\"]"])
func anAddressLiteralIsNoSentence(_ address: String) throws {
  let mallory = ChatPerson("Mallory", emails: [address], letters: "a1", anchor: "")
  let outcome = try outcome(of: Letter().from("<\(address)>").with("From", address).data, peer: mallory)
  #expect(outcome.codes == [250, 501, 503, 503, 500, 500, 500, 500, 500, 500, 500] && outcome.messages.isEmpty)
}

@Test func aQuotedAddressStaysQuoted() throws {
  let odd = ChatPerson("Odd", emails: ["\"a..b\"@example.org"], letters: "a1")
  let letter = Letter().from("<\"a..b\"@example.org>").with("From", "\"a..b\"@example.org")
  let message = try #require(try outcome(of: letter.data, peer: odd).messages.first)
  #expect(message.contains("Return-Path: <\"a..b\"@example.org>\n"))
  #expect(message.contains("smtp.mailfrom=\"\\\"a..b\\\"@example.org\"\n"))
}

extension String {
  fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
