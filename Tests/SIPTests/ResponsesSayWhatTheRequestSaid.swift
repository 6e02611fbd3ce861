import SIP
import Testing

private func request(_ sample: Sample = Sample()) throws -> Request {
  try #require(arrivals(sample.bytes).first?.request)
}

@Test func aResponseIsTheRequestsAnswer() throws {
  let asked = try request(Sample().with("Via", "SIP/2.0/TLS a;branch=z9hG4bK1, SIP/2.0/TLS b", "SIP/2.0/UDP c"))
  let response = try Response(to: asked, .ok, tag: "t1")
  #expect(
    response.encode()
      == Array(
        """
        SIP/2.0 200 OK\r
        Via: SIP/2.0/TLS a;branch=z9hG4bK1, SIP/2.0/TLS b\r
        Via: SIP/2.0/UDP c\r
        From: Bob <sip:bob@example.net>;tag=49583\r
        To: <sip:alice@example.org>;tag=t1\r
        Call-ID: asd88asd77a@bob.example.net\r
        CSeq: 1 MESSAGE\r
        Content-Length: 0\r
        \r

        """.utf8))
  #expect(arrivals(response.encode()).first?.response?.fields[.to] == "<sip:alice@example.org>;tag=t1")
}

@Test func aTagIsNotGivenTwice() throws {
  let asked = try request(Sample().with("To", "sip:alice@example.org;tag=old"))
  #expect(try Response(to: asked, .ok, tag: "new").fields[.to] == "sip:alice@example.org;tag=old")
  let trying = try #require(Status(100))
  #expect(try Response(to: try request(), trying, tag: "new").fields[.to] == "<sip:alice@example.org>")
}

@Test func aRefusalBringsItsFields() throws {
  let sample = Sample().with("Require", "x")
  let response = try Response(refusing: try #require(refusal(sample)), of: try request(sample).fields, tag: "t1")
  #expect(response.status == .badExtension && response.fields[.unsupported] == "x")
}

@Test func aMalformedRequestIsAnsweredWithWhatCouldBeRead() throws {
  let malformed = try #require(arrivals(Sample().with("Bad Name", "x").with("To", "\"").bytes).first?.malformed)
  let response = try Response(refusing: malformed.refusal, of: try #require(malformed.fields), tag: "t1")
  #expect(response.reason == "Malformed Header Field" && response.fields[.to] == "\"")
  #expect(response.fields[.cSeq] == "1 MESSAGE" && response.fields[.maxForwards] == nil)
}

@Test func controlCharactersInQuotesComeBack() throws {
  let from = "\"a\\\u{7}\" <sip:bob@example.net>;tag=1"
  let response = try Response(to: try request(Sample().with("From", from)), .ok, tag: nil)
  #expect(arrivals(response.encode()).first?.response?.fields[.from] == from)
}

@Test func aResponseMayHaveABody() throws {
  let fields = try [HeaderField(.contentType, "text/plain"), HeaderField(.allow, "MESSAGE")]
  let response = try Response(
    to: try request(), .forbidden, reason: "Not Today", tag: "t", fields: fields, body: [0x6e, 0x6f])
  let read = try #require(arrivals(response.encode()).first?.response)
  #expect(read.body == [0x6e, 0x6f] && read.reason == "Not Today" && read.fields[.allow] == "MESSAGE")
}

@Test func capabilitiesAreTold() throws {
  let response = try Response(to: try request(), .ok, tag: "t", fields: capabilities.fields)
  let read = try #require(arrivals(response.encode()).first?.response)
  #expect(read.fields[.allow] == "MESSAGE, OPTIONS" && read.fields[.accept] == "text/plain, message/cpim")
  #expect(read.fields[.supported] == "" && read.fields[.acceptEncoding] == "identity")
}

@Test func aRequestIsWritten() throws {
  let request = try Request(
    "MESSAGE", target: try URI(parsing: "sip:alice@example.org"),
    via: try Via(host: "b.example", branch: "z9hG4bK77", rport: true),
    from: try NameAddress(try URI(parsing: "sip:bob@example.net"), displayName: "Bob", tag: "1"),
    to: try NameAddress(try URI(parsing: "sip:alice@example.org")), callID: "abc@b.example", sequence: 7,
    fields: [try HeaderField(.contentType, "text/plain;charset=utf-8")], body: Array("Grüße".utf8))
  let read = try #require(arrivals(request.encode()).first?.request)
  #expect(read.body == Array("Grüße".utf8) && read.fields[.contentLength] == "7")
  #expect(read.encode() == request.encode())
  let received = try capabilities.read(read) { $0.user == "alice" }
  #expect(received.from.displayName == "Bob" && received.cSeq.number == 7 && received.vias[0].parameters["rport"] == "")
}

@Test func anACKIsNotAnswered() throws {
  let ack = try request(Sample().with(requestLine: "ACK sip:alice@example.org SIP/2.0").with("CSeq", "1 ACK"))
  #expect(try !ack.isAnswered && request().isAnswered)
  #expect(throws: SIPError.self) { try Response(to: ack, .ok, tag: "t") }
}
