import SMTP
import Testing

@Test(arguments: [
  ("alice@example.org", "alice", "example.org"), ("\"a b\\\"c\"@example.org", "a b\"c", "example.org"),
  ("a.b-c+d@[IPv6:2001:db8::1]", "a.b-c+d", "[IPv6:2001:db8::1]"), ("jörg@müller.example", "jörg", "müller.example"),
])
func partsOfAddressesAreRead(_ text: String, _ local: String, _ domain: String) throws {
  let mailbox = try Mailbox(text)
  #expect(mailbox.localPart == local && mailbox.domain == domain)
  #expect(try Mailbox(mailbox.description) == mailbox)
}

@Test func quotesStandWhereTheyMust() throws {
  #expect(try Mailbox("\"alice\"@example.org").description == "alice@example.org")
  #expect(try Mailbox("\"a..b\"@example.org").description == "\"a..b\"@example.org")
}

@Test(arguments: [
  "", "alice", "@example.org", "alice@", "a@b@c", "a b@example.org", "alice@exa mple.org", "alice@example.org ",
  "\"alice@example.org", "alice@[", "alice@[;]", "alice@[x(y)]", "alice@a\u{85}b.example", "alice@a\u{202e}b.example",
  "a\u{0}b@example.org", "\"a\nb\"@example.org", "alice@.org", "alice@org-",
  String(repeating: "a", count: 250) + "@example.org",
])
func whatIsNoAddressIsRefused(_ text: String) { #expect(throws: SMTPError.self) { try Mailbox(text) } }

@Test func caseAndFormOfADomainDoNotMatter() throws {
  let alice = try Mailbox("Alice@Example.ORG")
  #expect(alice.isSame(as: try Mailbox("alice@example.org")))
  #expect(!alice.isSame(as: try Mailbox("alice@example.com")))
  #expect(!alice.isSame(as: try Mailbox("alice+x@example.org")))
  #expect(try Mailbox("jörg@bücher.example").isSame(as: Mailbox("jörg@xn--bcher-kva.example")))
  #expect(try Mailbox("a@BÜCHER.example").isSame(as: Mailbox("a@bücher.EXAMPLE")))
  // The sign for kelvin is no k.
  #expect(try !Mailbox("a@wor\u{212a}.example").isSame(as: Mailbox("a@work.example")))
}

/// RFC 3492, section 7.1.
@Test(arguments: [
  ("ليهمابتكلموشعربي؟", "xn--egbpdaj6bu4bxfgehfvwxn"), ("他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"),
  ("3年b組金八先生", "xn--3b-ww4c5e180e575a65lsy2b"), ("そのスピードで", "xn--d9juau41awczczp"),
])
func domainsAreComparedAsDNSHasThem(_ text: String, _ ascii: String) {
  #expect(DomainName.normal(text) == ascii)
}

@Test func aDetailIsWhatFollowsThePlus() throws {
  #expect(try Mailbox("bob+lists+x@example.org").withoutDetail == Mailbox("bob@example.org"))
  #expect(try Mailbox("bob@example.org").withoutDetail == nil)
  #expect(try Mailbox("+x@example.org").withoutDetail == nil)
}
