import SMTP
import TestSupport
import Testing

private let pinned = ChatPerson("Alice", emails: ["alice@example.org"], letters: "a1", anchor: "")
private let jörg = ChatPerson("Jörg", emails: ["jörg@bücher.example"], letters: "c3")

@Test(arguments: [
  "<eve@example.org>", "<alice@example.com>", "<alice+x@example.org>", "<bob@example.org>", "<\"alice \"@example.org>",
])
func anotherSenderIsRefused(_ from: String) throws {
  let outcome = try outcome(of: Letter().from(from).data.replacing("DATA\r\n", with: "RSET\r\nQUIT\r\nDATA\r\n"))
  #expect(outcome.codes == [250, 550, 503, 250, 221])
  #expect(outcome.replies[1].status == EnhancedStatus(5, 7, 1) && "\(outcome.replies[1])".contains("no identity"))
  #expect(outcome.log.contains("refused: 550 5.7.1"))
}

@Test(arguments: [
  "eve@example.org", "Alice <eve@example.org>", "\"alice@example.org\" <eve@example.org>",
  "alice@example.org, eve@example.org", "Team: alice@example.org, eve@example.org;", "alice@example.org.evil.example",
  "<alice@example.com>",
])
func anotherAuthorIsRefused(_ from: String) throws {
  let outcome = try outcome(of: Letter().with("From", from).data + "NOOP\r\n")
  #expect(outcome.codes == [250, 250, 250, 354, 550, 250])
  #expect(outcome.replies[4].status == EnhancedStatus(5, 7, 1))
  #expect(outcome.messages.isEmpty)
}

@Test func anotherInSenderIsRefused() throws {
  let outcome = try outcome(of: Letter().with("Sender", "eve@example.org").data)
  #expect(outcome.last?.code == 550 && "\(outcome.replies)".contains("Sender"))
  // It is one, or it is not there (RFC 5322 §3.6.2).
  for sender in ["", "x:;", "alice@example.org, a.example@work.example"] {
    #expect(try kept(Letter().with("Sender", sender)).last?.code == 550)
  }
  #expect(try kept(Letter().with("Sender", "a.example@work.example")).messages.count == 1)
}

@Test(arguments: [nil, "nobody:;", ""]) func aMessageWithoutAnAuthorIsRefused(_ from: String?) throws {
  let outcome = try outcome(of: Letter().with("From", from).data)
  #expect(outcome.last?.code == 550 && outcome.messages.isEmpty)
}

/// Programs differ in which of two they show, and in where a malformed header ends.
@Test(arguments: [
  "From: eve@example.org\r\n", "FROM: eve@example.org\r\n", "From : eve@example.org\r\n", "garbage\r\n",
  " \r\nFrom: eve@example.org\r\n", "Message-ID: <2@example.org>\r\n",
])
func aHeaderThatCanBeReadInTwoWaysIsRefused(_ line: String) throws {
  var letter = Letter()
  letter.header += line
  let outcome = try outcome(of: letter.data + "NOOP\r\n")
  #expect(outcome.codes.suffix(2) == [554, 250] && outcome.messages.isEmpty)
}

@Test(arguments: ["<Alice@Example.ORG>", "<a.example@work.example>", "<\"alice\"@example.org>"])
func everyIdentityMayWrite(_ from: String) throws {
  let outcome = try outcome(of: Letter().from(from).with("From", "A " + from).data)
  #expect(outcome.last?.code == 250 && outcome.messages.count == 1)
}

@Test func whomNobodyVouchesForIsSaidToBe() throws {
  let outcome = try outcome(of: Letter().data, peer: pinned)
  #expect(outcome.messages.count == 1)
  #expect(outcome.messages[0].contains("known by its key") && !outcome.messages[0].contains("x-anchor"))
}

@Test func addressesOfAnyScriptAreCompared() throws {
  var letter = Letter().from("<jörg@xn--bcher-kva.example> SMTPUTF8").with("From", "Jörg <jörg@BÜCHER.example>")
  let outcome = try outcome(of: letter.data, peer: jörg)
  #expect(outcome.last?.code == 250)
  #expect(outcome.messages.first?.contains("with UTF8SMTPS") == true)
  letter.from = "<jörg@bücher.example>"
  #expect(try kept(letter, peer: jörg).replies[1].status == EnhancedStatus(5, 6, 7))
}

private func kept(_ letter: Letter, peer: ChatPerson = .alice) throws -> Outcome {
  try outcome(of: letter.data, peer: peer)
}
