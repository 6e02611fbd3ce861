import SIP
import TestSupport
import Testing

/// A request that is refused, and how.
struct Refused: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let status: Int
  let ask: Ask
  /// A field that the answer must have, with something in it.
  var field: (name: String, value: String)?

  init(_ status: Int, _ what: String, _ ask: Ask, _ field: (String, String)? = nil) {
    (self.status, testDescription, self.ask) = (status, what, ask)
    self.field = field.map { (name: $0.0, value: $0.1) }
  }
}

private let message = Ask(id: "e1")

private let refused = [
  Refused(400, "no To", message.with("To", nil)),
  Refused(400, "no From", message.with("From", nil)),
  Refused(400, "no Call-ID", message.with("Call-ID", nil)),
  Refused(400, "no Max-Forwards", message.with("Max-Forwards", nil)),
  Refused(400, "CSeq of another method", message.with("CSeq", "1 OPTIONS")),
  Refused(400, "a body without a type", message.with("Content-Type", nil)),
  Refused(400, "no body", Ask(id: "e1", body: "", type: nil)),
  Refused(400, "text that is not UTF-8", message.carrying([0x68, 0xff, 0xfe])),
  Refused(400, "a message/cpim that is none", Ask(id: "e1", body: "hello", type: "message/cpim")),
  Refused(
    400, "a message/cpim that requires what nobody knows",
    Ask(id: "e1", body: "Require: Miracle\r\n\r\n\r\nhello", type: "message/cpim")),
  Refused(400, "a typing notice that is none", Ask(id: "e1", body: "<x/>", type: "application/im-iscomposing+xml")),
  Refused(400, "a notification that is none", Ask(id: "e1", body: "<x/>", type: "message/imdn+xml")),
  Refused(403, "somebody else's From", message.with("From", "<sip:eve@example.org>;tag=a")),
  Refused(
    403, "somebody else's From in the message/cpim",
    Ask(id: "e1", body: "From: Eve <im:eve@example.org>\r\n\r\n\r\nhello", type: "message/cpim")),
  Refused(404, "somebody else's Request-URI", message.to(target: "sip:carol@example.org")),
  Refused(404, "somebody else's To", message.with("To", "<sip:carol@example.org>")),
  Refused(405, "SUBSCRIBE", Ask("SUBSCRIBE", id: "e1", body: ""), ("Allow", "MESSAGE, OPTIONS")),
  Refused(405, "REFER", Ask("REFER", id: "e1", body: ""), ("Allow", "MESSAGE, OPTIONS")),
  Refused(405, "PUBLISH", Ask("PUBLISH", id: "e1", body: ""), ("Allow", "MESSAGE, OPTIONS")),
  Refused(405, "REGISTER", Ask("REGISTER", id: "e1", body: ""), ("Allow", "MESSAGE, OPTIONS")),
  Refused(405, "INFO", Ask("INFO", id: "e1", body: ""), ("Allow", "MESSAGE, OPTIONS")),
  Refused(405, "UPDATE", Ask("UPDATE", id: "e1", body: ""), ("Allow", "MESSAGE, OPTIONS")),
  Refused(405, "PRACK", Ask("PRACK", id: "e1", body: ""), ("Allow", "MESSAGE, OPTIONS")),
  Refused(413, "a body that is too long", message.carrying([UInt8](repeating: 0x61, count: Limits.body + 1))),
  Refused(
    413, "a message/cpim with a line that is too long",
    Ask(id: "e1", body: "Subject: \(String(repeating: "a", count: 5000))\r\n\r\n\r\nhello", type: "message/cpim")),
  Refused(414, "a Request-URI that is too long", message.to(target: "sip:" + String(repeating: "b", count: 9000))),
  Refused(415, "HTML", Ask(id: "e1", type: "text/html"), ("Accept", "text/plain")),
  Refused(415, "Latin-1", Ask(id: "e1", type: "text/plain;charset=iso-8859-1"), ("Accept", "text/plain")),
  Refused(415, "gzip", message.with("Content-Encoding", "gzip"), ("Accept-Encoding", "identity")),
  Refused(
    415, "message/cpim within message/cpim",
    Ask(id: "e1", body: "\r\nContent-Type: message/cpim\r\n\r\n\r\n\r\nhello", type: "message/cpim"),
    ("Accept", "message/cpim")),
  Refused(
    415, "base64 within message/cpim",
    Ask(
      id: "e1", body: "\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=",
      type: "message/cpim"), ("Accept", "text/plain")),
  Refused(
    415, "an image within message/cpim",
    Ask(id: "e1", body: "\r\nContent-Type: image/png\r\n\r\nx", type: "message/cpim"),
    ("Accept", "text/plain")),
  Refused(416, "a telephone number", message.to(target: "tel:+31201234567")),
  Refused(420, "an extension that nobody knows", message.with("Require", "100rel"), ("Unsupported", "100rel")),
  Refused(481, "a message in a dialog", message.with("To", "<sip:bob@example.org>;tag=b")),
  Refused(481, "OPTIONS in a dialog", Ask("OPTIONS", id: "e1", body: "").with("To", "<sip:bob@example.org>;tag=b")),
  Refused(481, "BYE", Ask("BYE", id: "e1", body: "").with("To", "<sip:bob@example.org>;tag=b")),
  Refused(481, "CANCEL", Ask("CANCEL", id: "e1", body: "")),
  Refused(483, "no hops left", message.to(target: "sip:carol@example.org").with("Max-Forwards", "0")),
  Refused(501, "a method that nobody knows", Ask("DANCE", id: "e1", body: ""), ("Allow", "MESSAGE, OPTIONS")),
  {
    var ask = message
    ask.version = "SIP/3.0"
    return Refused(505, "another version", ask)
  }(),
  Refused(603, "a call", Ask("INVITE", id: "e1", body: "v=0\r\n", type: "application/sdp")),
]

@Test(arguments: refused) func isRefused(_ refused: Refused) throws {
  let (response, stored) = try outcome(of: refused.ask)
  #expect(Int(response.status.code) == refused.status, "\(response.reason)")
  #expect(stored == [])
  if let field = refused.field {
    let value = HeaderName(field.name).flatMap { response.fields[$0] } ?? ""
    #expect(value.contains(field.value), "\(field.name): \(value)")
  }
}

@Test func anAcknowledgementIsNeverAnswered() throws {
  let (response, _) = try outcome(of: Ask("ACK", id: "e1", body: ""), then: Ask("OPTIONS", id: "e2", body: ""))
  #expect(response.fields[.callID] == "e2")
}

@Test func optionsSayWhatIsServed() throws {
  let (response, _) = try outcome(of: Ask("OPTIONS", id: "e1", body: ""))
  #expect(response.status == .ok)
  #expect(response.fields[.allow] == "MESSAGE, OPTIONS")
  #expect(
    response.fields[.accept] == "text/plain, message/cpim, message/imdn+xml, application/im-iscomposing+xml")
  #expect(response.fields[.supported] == "")
}

@Test func withoutTypingNobodyIsToldThatItIsTaken() throws {
  let (response, _) = try outcome(of: Ask("OPTIONS", id: "e1", body: ""), options: ["--no-typing"])
  #expect(response.fields[.accept] == "text/plain, message/cpim, message/imdn+xml")
}
