import SIP
import Testing

@Test(
  arguments: [
    ("<sip:a@b>", "", "sip:a@b", nil), ("sip:a@b;tag=1", "", "sip:a@b", "1"),
    ("<sip:a@b;tag=2>;tag=1", "", "sip:a@b;tag=2", "1"),
    ("Bob  van B.\t<sip:a@b> ; TAG = x", "Bob van B.", "sip:a@b", "x"), ("caller<sip:a@b>", "caller", "sip:a@b", nil),
    ("\"Bob \\\"x\\\\ <\" <sip:a@b>", "Bob \"x\\ <", "sip:a@b", nil), ("\"Жу\"<sip:a@b>", "Жу", "sip:a@b", nil),
    ("<http://www.example.com/?a>;tag=3", "", "http://www.example.com/?a", "3"),
    ("isbn:2983792873", "", "isbn:2983792873", nil),
    (" <sips:a@b>;x=\"a;b\\\"\";tag=4 ", "", "sips:a@b", "4"),
  ] as [(String, String, String, String?)])
func anAddressIsRead(_ text: String, _ name: String, _ uri: String, _ tag: String?) throws {
  let address = try NameAddress(parsing: text)
  #expect(address.displayName == name && address.uri.description == uri && address.tag == tag)
  let again = try NameAddress(parsing: address.description)
  #expect(again.displayName == name && again.uri.description == uri && again.parameters == address.parameters)
}

@Test(arguments: [
  "", "<>", "<sip:a@b", "sip:a@b>", "\"Bob <sip:a@b>", "\"Bob\" sip:a@b", "Bob sip:a@b", "Bell, Alexander <sip:a@b>",
  "< sip:a@b>", "<sip:a@b >",
  "sip:a@b?Route=%3Csip:c%3E", "sip:a@b,sip:c@d", "<sip:a@b>;", "<sip:a@b>;;tag=1", "<sip:a@b>;tag", "<sip:a@b>;tag=",
  "<sip:a@b>;tag=1;Tag=2",
  "<sip:a@b>;tag=\"", "<sip:a@b> x", "<sip:a@b>;tag=1 2", "<<sip:a@b>>", "Zoë <sip:a@b>", "sip:a;b=@c",
])
func theseAreNoAddresses(_ text: String) {
  #expect(throws: SIPError.self) { try NameAddress(parsing: text) }
}

@Test func anAddressIsWritten() throws {
  let uri = try URI(scheme: "sip", user: "zoë", host: "example.org")
  #expect(
    try NameAddress(uri, displayName: "Zoë \"Z\" \\", tag: "t1").description
      == "\"Zoë \\\"Z\\\" \\\\\" <sip:zo%C3%AB@example.org>;tag=t1")
  #expect(try NameAddress(uri).description == "<sip:zo%C3%AB@example.org>")
}

@Test(
  arguments: [
    ("SIP/2.0/TLS b.example;branch=z9hG4bK1", "b.example", nil, "z9hG4bK1"),
    ("SIP  / 2.0 / tcp  b.example : 5061 ; branch = x", "b.example", 5061, "x"),
    ("SIP/2.0/UDP [2001:db8::9:1]:5060;received=2001:db8::9:255", "[2001:db8::9:1]", 5060, nil),
    ("SIP/7.0/UNKNOWN 192.0.2.1", "192.0.2.1", nil, nil),
  ] as [(String, String, UInt16?, String?)])
func aViaIsRead(_ text: String, _ host: String, _ port: UInt16?, _ branch: String?) throws {
  let via = try Via(parsing: text)
  #expect(via.host == host && via.port == port && via.branch == branch && via.transport == via.transport.uppercased())
  let again = try Via(parsing: via.description)
  #expect(again.description == via.description && again.parameters == via.parameters)
}

@Test(arguments: [
  "", "SIP/2.0 b", "SIP/2.0/TLS", "SIP/2.0/TLS ", "SIP/2.0/TLSb", "SIP/2.0/TLS b:", "SIP/2.0/TLS b:99999",
  "SIP/2.0/TLS b;;", "SIP/2.0/TLS b;branch=",
  "SIP/2.0/TLS b;branch=a;branch=b", "SIP/2.0/TLS b c", "SIP/2.0/TLS ::1", "SIP/2.0/TLS b;branch=a b", "/2.0/TLS b",
])
func theseAreNoVias(_ text: String) {
  #expect(throws: SIPError.self) { try Via(parsing: text) }
}

/// RFC 3261 §18.2.1, RFC 3581 §4
@Test(
  arguments: [
    ("192.0.2.1", "192.0.2.1", nil, nil), ("192.0.2.2", "192.0.2.1", "192.0.2.1", nil),
    ("b.example", "2001:db8::1", "2001:db8::1", nil),
    ("[2001:DB8:0::1]", "2001:db8::1", nil, nil), ("192.0.2.1;rport", "192.0.2.1", "192.0.2.1", "4605"),
  ] as [(String, String, String?, String?)])
func theSourceIsRecorded(_ sentBy: String, _ source: String, _ received: String?, _ rport: String?) throws {
  let via = try Via(parsing: "SIP/2.0/TLS \(sentBy)").recording(address: source, port: 4605)
  #expect(via.parameters["received"] == received && via.parameters["rport"] == rport)
}

@Test func onlyAnAddressIsRecorded() throws {
  let via = try Via(parsing: "SIP/2.0/TLS b.example")
  for wrong in ["b.example", "", "::1]", "1.2.3.4\r\nX: y"] {
    #expect(throws: SIPError.self) { try via.recording(address: wrong, port: 1) }
  }
}

@Test func theTopmostViaRecordsTheSource() throws {
  var request = try #require(
    arrivals(Sample().with("Via", "SIP/2.0/TLS b.example;rport, SIP/2.0/TLS c", "SIP/2.0/TLS d").bytes).first?.request)
  try request.recordSource(address: "2001:db8::1", port: 49152)
  #expect(
    request.fields.all(.via) == [
      "SIP/2.0/TLS b.example;rport=49152;received=2001:db8::1, SIP/2.0/TLS c", "SIP/2.0/TLS d",
    ])
}

@Test func mediaTypesAreRead() throws {
  let type = try MediaType(parsing: "Text / Plain ; Charset=\"UTF-8\"")
  #expect(type.name == "text/plain" && type.parameters["charset"] == "UTF-8")
  for wrong in ["", "text", "text/", "/plain", "text/plain;", "text/plain x", "text/*;q=", "a/b, c/d"] {
    #expect(throws: SIPError.self) { try MediaType(parsing: wrong) }
  }
}

@Test(arguments: [
  "", "1", "MESSAGE", "1MESSAGE", "-1 MESSAGE", "1 MES SAGE", "1 \"M\"", "36893488147419103232 M", "1.0 M",
])
func theseAreNoSequenceNumbers(_ text: String) {
  #expect(throws: SIPError.self) { try CSeq(parsing: text) }
}
