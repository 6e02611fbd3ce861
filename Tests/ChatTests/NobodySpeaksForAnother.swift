import SIP
import TestSupport
import Testing

private func status(_ ask: Ask, owner: ChatPerson = .bob, peer: ChatPerson = .alice) throws -> Int {
  Int(try outcome(of: ask, owner: owner, peer: peer).response.status.code)
}

private let nobody = ChatPerson("Nobody", emails: [], letters: "0d")

@Test(arguments: [
  "<sip:alice@example.org>;tag=a", "sip:alice@EXAMPLE.org;tag=a", "<sips:Alice@example.org:5061>;tag=a",
  "<im:alice@example.org>;tag=a", "<pres:alice@example.org>;tag=a", "<sip:a.example@work.example>;tag=a",
  "<sip:alice@[2001:db8::a]>;tag=a", "<sip:alice@192.0.2.1;transport=tls>;tag=a", "<sip:%61lice@example.org>;tag=a",
  "<sip:\(ChatPerson.alice.key)@key.invalid>;tag=a", "<sip:\(ChatPerson.alice.key.uppercased())@Key.Invalid>;tag=a",
])
func everyNameOfTheCertificateIsThePeers(_ from: String) throws {
  #expect(try status(Ask(id: "f").with("From", from)) == 200)
}

@Test(arguments: [
  "<sip:bob@example.org>;tag=a", "<sip:alice@example.com>;tag=a", "<sip:alice@work.example>;tag=a",
  "<sip:example.org>;tag=a", "<sip:alice@sub.example.org>;tag=a", "<sip:bob@[2001:db8::a]>;tag=a",
  "<sip:alice%00@example.org>;tag=a", "<sip:\(ChatPerson.bob.key)@key.invalid>;tag=a", "<tel:+31201234567>;tag=a",
  "<sip:@example.org>;tag=a", "<sip:alice%40example.org@example.org>;tag=a",
])
func everyOtherNameIsNot(_ from: String) throws {
  #expect([400, 403].contains(try status(Ask(id: "f").with("From", from))))
}

@Test func whoHasNoAddressIsKnownByKey() throws {
  let from = "<sip:\(nobody.key)@key.invalid>;tag=a"
  #expect(try status(Ask(id: "f").with("From", from), peer: nobody) == 200)
  #expect(try status(Ask(id: "f"), peer: nobody) == 403)
  // An empty userid is nobody's.
  #expect(try status(Ask(id: "f").with("From", "<sip:[2001:db8::a]>;tag=a"), peer: nobody) == 403)
}

@Test(arguments: [
  "sip:bob@example.org", "sips:BOB@Example.Org", "im:bob@example.org", "sip:bob@[::1]:5061",
  "sip:\(ChatPerson.bob.key)@key.invalid",
])
func everyNameOfTheOwnerIsServed(_ uri: String) throws {
  let expected = uri.hasPrefix("im:") ? 416 : 200
  #expect(try status(Ask(id: "t").to(target: uri)) == expected)
  #expect(try status(Ask(id: "t").with("To", "<\(uri)>")) == 200)
}

@Test(arguments: ["sip:alice@example.org", "sip:[::1]", "sip:carol@[::1]", "sip:\(ChatPerson.alice.key)@key.invalid"])
func nobodyElseIs(_ uri: String) throws {
  #expect(try status(Ask(id: "t").to(target: uri)) == 404)
  #expect(try status(Ask(id: "t").with("To", "<\(uri)>")) == 404)
}

@Test func theMessageWithinIsThePeersToo() throws {
  for (uri, expected) in [
    ("im:alice@example.org", 200), ("sip:a.example@work.example", 200), ("im:bob@example.org", 403),
  ] {
    let body = "From: Somebody <\(uri)>\r\n\r\nContent-Type: text/plain\r\n\r\nhello"
    #expect(try status(Ask(id: "w", body: body, type: "message/cpim")) == expected)
  }
}
