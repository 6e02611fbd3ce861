import SIP
import Testing

private let alice = try! NameAddress(try! URI(parsing: "sip:alice@example.org"), tag: "1")
private let via = try! Via(host: "b.example", branch: "z9hG4bK77")
private let injections = ["x\r\nVia: evil", "x\nVia: evil", "x\rVia: evil", "x\u{0}", "x\r\n\r\n"]

private func make(
  _ method: String = "MESSAGE", target: URI = alice.uri, from: NameAddress = alice, callID: String = "a@b",
  sequence: UInt32 = 1,
  fields: [HeaderField] = [], body: [UInt8] = []
) throws -> Request {
  try Request(
    method, target: target, via: via, from: from, to: alice, callID: callID, sequence: sequence, fields: fields,
    body: body)
}

@Test(arguments: injections) func headerFieldsRefuseIt(_ text: String) {
  #expect(throws: SIPError.self) { try HeaderField(.subject, text) }
  #expect(HeaderName(text) == nil && HeaderName("") == nil && HeaderName("a b") == nil && HeaderName("a:") == nil)
}

@Test(arguments: injections) func requestsRefuseIt(_ text: String) throws {
  #expect(throws: Never.self) { try make() }
  #expect(throws: SIPError.self) { try make(text) }
  #expect(throws: SIPError.self) { try make(callID: text) }
  #expect(throws: SIPError.self) { try NameAddress(alice.uri, tag: text) }
  #expect(throws: SIPError.self) { try Via(host: text, branch: "z9hG4bK77") }
  #expect(throws: SIPError.self) { try Via(host: "b", branch: "z9hG4bK" + text) }
  #expect(throws: SIPError.self) { try URI(scheme: "sip", user: "a", host: text) }
  #expect(throws: SIPError.self) { try Capabilities(methods: [text], contentTypes: []) }
  #expect(throws: SIPError.self) { try Capabilities(methods: [], contentTypes: [text]) }
}

@Test(arguments: injections) func responsesRefuseIt(_ text: String) throws {
  let request = try #require(arrivals(Sample().bytes).first?.request)
  #expect(throws: SIPError.self) { try Response(to: request, .ok, reason: text, tag: "t") }
  #expect(throws: SIPError.self) { try Response(to: request, .ok, tag: text) }
  #expect(throws: SIPError.self) { try Refusal(.forbidden, reason: text) }
}

@Test func displayNamesRefuseLineEnds() throws {
  for text in injections where !text.contains("\u{0}") {
    #expect(throws: SIPError.self) { try NameAddress(alice.uri, displayName: text) }
  }
  let name = try NameAddress(alice.uri, displayName: "a\u{0}\u{1b}b", tag: "1")
  let request = try make(from: name)
  #expect(try NameAddress(parsing: try #require(request.fields[.from])).displayName == "a\u{0}\u{1b}b")
}

@Test func whatReadsCanBeWrittenSafely() throws {
  let uri = try URI(parsing: "sip:a%0d%0aVia:evil@b;x=%0d%0ay")
  #expect(!uri.description.utf8.contains(13))
  #expect(arrivals(try make(target: uri).encode()).count == 1)
}

@Test func theBuildersFieldsAreTheirOwn() throws {
  for name in [HeaderName.via, .from, .to, .callID, .cSeq, .maxForwards, .contentLength] {
    #expect(throws: SIPError.self) { try make(fields: [try HeaderField(name, "1")]) }
  }
}

@Test func limitsHoldForWhatIsWritten() throws {
  let type = try HeaderField(.contentType, "text/plain")
  #expect(throws: SIPError.self) { try make(fields: [type], body: [UInt8](repeating: 0x78, count: Limits.body + 1)) }
  #expect(throws: SIPError.self) { try make(body: [0x78]) }
  #expect(throws: SIPError.self) { try make(sequence: Limits.sequence + 1) }
  #expect(throws: SIPError.self) { try make(from: try NameAddress(alice.uri)) }
  #expect(throws: SIPError.self) { try make(target: try URI(parsing: "sip:a@b?x=y")) }
  #expect(throws: SIPError.self) { try Via(host: "b", branch: "77") }
  #expect(throws: SIPError.self) { try HeaderField(.subject, String(repeating: "x", count: Limits.line)) }
  let long = try URI(scheme: "sip", user: String(repeating: "x", count: Limits.line), host: "b")
  #expect(throws: SIPError.self) { try make(target: long) }
}
