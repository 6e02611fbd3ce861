import SIP
import Testing

/// RFC 3261 §19.1.4's own examples, and more.
@Test(arguments: [
  ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtlanTa.CoM;Transport=tcp"),
  ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
  ("sip:carol@chicago.com", "sip:carol@chicago.com;security=on"),
  (
    "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
    "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"
  ),
  ("sip:alice@[2001:db8::1]", "sip:alice@[2001:DB8:0:0::0:1]"), ("sip:a@[::ffff:192.0.2.1]", "sip:a@[::FFFF:c000:201]"),
  ("SIP:a@b", "sip:a@b"), ("sip:a%2fb@c", "sip:a%2Fb@c"), ("sip:a@b.", "sip:a@b"), ("sip:a@b;x=%41", "sip:a@b;X=a"),
  ("im:zo%c3%ab@b", "IM:zo%C3%AB@B"),
])
func theseMatch(_ a: String, _ b: String) throws {
  let (a, b) = (try URI(parsing: a), try URI(parsing: b))
  #expect(a.matches(b) && b.matches(a))
  for uri in [a, b] { #expect(uri.matches(try URI(parsing: uri.description))) }
}

@Test(arguments: [
  ("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"),
  ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
  ("sip:bob@biloxi.com;user=phone", "sip:bob@biloxi.com"), ("sip:bob@b;maddr=x", "sip:bob@b"),
  ("sip:bob@b;ttl=1", "sip:bob@b"),
  ("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"), ("sip:a@b", "sips:a@b"),
  ("sip:a@b", "im:a@b"),
  ("sip:a@b?Subject=next", "sip:a@b"), ("sip:a:x@b", "sip:a:y@b"), ("sip:a@b", "sip:b"), ("sip:a%3Bb@c", "sip:a;b@c"),
  ("sip:a@192.0.2.1", "sip:a@192.0.2.2"), ("sip:a@[::1]", "sip:a@[::2]"), ("sip:null-%00-null@c", "sip:null-@c"),
])
func theseDoNot(_ a: String, _ b: String) throws {
  let (a, b) = (try URI(parsing: a), try URI(parsing: b))
  #expect(!a.matches(b) && !b.matches(a))
}

@Test func aURIHasParts() throws {
  let uri = try URI(parsing: "Sips:al%69ce;x%40y:pw@[2001:db8::1]:5061;transport=tls;LR?a=b")
  #expect(uri.scheme == "sips" && uri.user == "alice;x@y" && uri.host == "[2001:db8::1]" && uri.port == 5061)
  #expect(uri.hostIsAddress && uri.hasHeaders && uri.parameters["Transport"] == "tls" && uri.parameters["lr"] == "")
  #expect(uri.parameters["maddr"] == nil)
  #expect(uri.description == "sips:alice;x%40y:pw@[2001:db8::1]:5061;transport=tls;LR?a=b")
}

@Test func addressesAreToldFromNames() throws {
  #expect(try URI(parsing: "sip:a@192.0.2.1").hostIsAddress)
  #expect(try URI(parsing: "sip:[::]").hostIsAddress)
  #expect(try !URI(parsing: "sip:a@192.0.2.1.example").hostIsAddress)
  #expect(try URI(parsing: "sip:example.org").user == nil)
}

@Test func otherSchemesAreOpaque() throws {
  let uri = try URI(parsing: "SOAP.beep://192.0.2.103:3002")
  #expect(uri.scheme == "soap.beep" && uri.opaque == "//192.0.2.103:3002" && uri.user == nil && uri.host == "")
  #expect(uri.description == "soap.beep://192.0.2.103:3002")
  let other = try URI(parsing: "soap.beep:x")
  #expect(try uri.matches(URI(parsing: uri.description)))
  #expect(!uri.matches(other))
}

@Test(arguments: [
  "", "alice", ":a", "sip:", "sip:@b", "sip:a@", "sip:a@b@c", "sip:a b@c", " sip:a@b", "sip:a@b ", "<sip:a@b>",
  "1ip:a@b", "sip:a%@b",
  "sip:a%4@b", "sip:a%4g@b", "sip:a%ff@b", "sip:a@b:", "sip:a@b:65536", "sip:a@b:-1", "sip:a@b;", "sip:a@b;;x",
  "sip:a@b;x=", "sip:a@b;x;X",
  "sip:a@b?", "sip:a@-b", "sip:a@b-", "sip:a@b..c", "sip:a@.b", "sip:a@256.1.1.1", "sip:a@1.2.3", "sip:a@1.2.3.4.5",
  "sip:a@b.9",
  "sip:a@[::1", "sip:a@::1", "sip:a@[]", "sip:a@[1:2:3:4:5:6:7]", "sip:a@[1:2:3:4:5:6:7:8:9]", "sip:a@[1::2::3]",
  "sip:a@[:::1]",
  "sip:a@[12345::]", "sip:a@[g::]", "sip:a@[::1.2.3]", "sip:a@[1:2:3:4:5:6:7:1.2.3.4]", "sip:a@[1:2:3:4:5:6:7::8]",
  "sip:a@[:1::2]",
  "sip:a@b_c", "sip:zoë@b", "isbn:", "isbn:a b", "isbn:a\"b", "sip:a\u{0}@b", "sip:a@b\r\nX: y",
])
func theseAreNoURIs(_ text: String) {
  #expect(throws: SIPError.self) { try URI(parsing: text) }
}

@Test func aURIIsMadeOfItsParts() throws {
  #expect(
    try URI(scheme: "sip", user: "Zoë @;%", host: "example.org").description == "sip:Zo%C3%AB%20%40;%25@example.org")
  #expect(try URI(scheme: "sip", user: nil, host: "[::1]").description == "sip:[::1]")
  let uri = try URI(scheme: "im", user: "a\r\nb", host: "b")
  #expect(uri.description == "im:a%0D%0Ab@b")
  #expect(try URI(parsing: uri.description).user == "a\r\nb")
  for (scheme, user, host) in [
    ("tel", "a", "b"), ("sip", "", "b"), ("sip", "a", "b c"), ("sip", "a", "b\r\n"), ("sip", "a", ""),
  ] {
    #expect(throws: SIPError.self) { try URI(scheme: scheme, user: user, host: host) }
  }
}
