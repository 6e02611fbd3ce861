import SIP
import Testing

@Test func aGoodRequestIsServed() throws {
  let request = try received(Sample())
  #expect(request.uri.user == "alice" && request.from.displayName == "Bob" && request.to.tag == nil)
  #expect(request.cSeq.number == 1 && request.maxForwards == 70 && request.contentType?.name == "text/plain")
  #expect(request.vias.count == 1 && request.callID == "asd88asd77a@bob.example.net")
  #expect(try received(Sample().with(body: "").with("Content-Type", nil)).contentType == nil)
}

@Test func otherVersionsAreNotSupported() {
  #expect(refused(Sample().with(requestLine: "MESSAGE sip:alice@example.org SIP/7.0")) == "505 Version Not Supported")
  #expect(refused(Sample().with(requestLine: "MESSAGE sip:alice@example.org sip/2.0")) == nil)
}

@Test(arguments: ["Via", "Max-Forwards", "From", "To", "Call-ID", "CSeq"])
func whatMustBeThereIsNamed(_ name: String) {
  #expect(refused(Sample().with(name, nil)) == "400 Missing \(name) Header Field")
  #expect(refused(Sample().with(name, "\" \"")) == "400 Malformed \(name) Header Field")
  #expect(refused(Sample().with(name, "")) == "400 Malformed \(name) Header Field")
  guard name != "Via", let value = Sample().fields.first(where: { $0.name == name })?.value else { return }
  #expect(refused(Sample().with(name, value, value)) == "400 More Than One \(name) Header Field")
}

@Test(arguments: ["256", "-1", "7 0", "70;x", "99999999999999999999"])
func maxForwardsIsANumber(_ value: String) {
  #expect(refused(Sample().with("Max-Forwards", value)) == "400 Malformed Max-Forwards Header Field")
}

@Test(arguments: ["a b", "a@b@c", "@b", "a@", "a,b"])
func callIDsAreWords(_ value: String) {
  #expect(refused(Sample().with("Call-ID", value)) == "400 Malformed Call-ID Header Field")
}

@Test func theMethodIsCSeqs() {
  #expect(refused(Sample().with("CSeq", "1 OPTIONS")) == "400 CSeq Method Is Not the Request's")
  #expect(refused(Sample().with("CSeq", "1 message")) == "400 CSeq Method Is Not the Request's")
}

@Test func methodsAreKnownOrAllowed() {
  func method(_ name: String) -> String? {
    refused(Sample().with(requestLine: "\(name) sip:alice@example.org SIP/2.0").with("CSeq", "1 \(name)"))
  }
  #expect(method("OPTIONS") == nil)
  #expect(method("INVITE") == "405 Method Not Allowed; Allow: MESSAGE, OPTIONS")
  #expect(method("message") == "501 Not Implemented; Allow: MESSAGE, OPTIONS")
  #expect(method("NEWMETHOD") == "501 Not Implemented; Allow: MESSAGE, OPTIONS")
}

@Test func schemesAreSupported() {
  func target(_ uri: String) -> String? { refused(Sample().with(requestLine: "MESSAGE \(uri) SIP/2.0")) }
  #expect(target("im:alice@example.org") == nil)
  #expect(target("tel:+1") == "416 Unsupported URI Scheme")
  #expect(target("pres:alice@example.org") == "416 Unsupported URI Scheme")
  for wrong in ["<sip:alice@example.org>", "alice", "sip:alice@", "sip:alice@example.org?Subject=x"] {
    #expect(target(wrong) == "400 Malformed Request-URI")
  }
}

@Test func nothingIsForwarded() {
  let other = Sample().with(requestLine: "MESSAGE sip:carol@example.org SIP/2.0")
  #expect(refused(other) == "404 Not Found")
  #expect(refused(other.with("Max-Forwards", "0")) == "483 Too Many Hops")
  #expect(refused(Sample().with("Max-Forwards", "0")) == nil)
}

@Test func extensionsMustBeUnderstood() throws {
  #expect(refused(Sample().with("Require", "one, TWO", "three")) == "420 Bad Extension; Unsupported: one, TWO, three")
  #expect(refused(Sample().with("Require", "a b")) == "400 Malformed Require Header Field")
  #expect(refused(Sample().with("Proxy-Require", "one")) == nil)
  let able = try Capabilities(methods: ["MESSAGE", "CANCEL"], extensions: ["Two"], contentTypes: ["text/plain"])
  #expect(refused(Sample().with("Require", "one, tWO"), by: able) == "420 Bad Extension; Unsupported: one")
  #expect(refused(Sample().with("Require", "two"), by: able) == nil)
  let cancel = Sample().with(requestLine: "CANCEL sip:alice@example.org SIP/2.0").with("CSeq", "1 CANCEL")
  #expect(refused(cancel.with("Require", "one"), by: able) == nil)
}

@Test func bodiesMustBeUnderstood() {
  #expect(refused(Sample().with("Content-Type", "MESSAGE/CPIM;x=y")) == nil)
  #expect(
    refused(Sample().with("Content-Type", "text/html"))
      == "415 Unsupported Media Type; Accept: text/plain, message/cpim")
  #expect(refused(Sample().with("Content-Type", "text")) == "400 Malformed Content-Type Header Field")
  #expect(refused(Sample().with("Content-Type", nil)) == "400 Missing Content-Type Header Field")
  #expect(refused(Sample().with("Content-Encoding", "Identity")) == nil)
  #expect(refused(Sample().with("Content-Encoding", "gzip")) == "415 Unsupported Media Type; Accept-Encoding: identity")
  #expect(refused(Sample().with("Content-Language", "de")) == nil)
}

@Test func languagesMayMatter() throws {
  let english = try Capabilities(methods: ["MESSAGE"], contentTypes: ["text/plain"], languages: ["en"])
  #expect(refused(Sample().with("Content-Language", "EN"), by: english) == nil)
  #expect(
    refused(Sample().with("Content-Language", "en, de"), by: english)
      == "415 Unsupported Media Type; Accept-Language: en")
}

@Test func whatIsOptionalNeedNotBeUnderstood() throws {
  let html = Sample().with("Content-Type", "text/html")
  #expect(try received(html.with("Content-Disposition", "render; Handling=Optional")).contentType?.name == "text/html")
  #expect(refused(html.with("Content-Disposition", "render;handling=required"))?.hasPrefix("415") == true)
  #expect(refused(html.with("Content-Disposition", ";;handling=optional"))?.hasPrefix("415") == true)
}

@Test func fieldsThatAreNotNeededMayBeMalformed() {
  #expect(refused(Sample().with("Contact", "\"<").with("Date", "yesterday").with("Expires", "-1")) == nil)
}

/// A request in which everything is wrong is refused for the first thing that §8.2 looks at, then for the next.
@Test func theFirstFaultDecides() {
  var sample = Sample().with(requestLine: "NEWMETHOD tel:1 SIP/3.0").with("CSeq", "1 M").with("To", nil)
    .with("Require", "x").with("Content-Type", "text/html").with("Max-Forwards", "0")
  #expect(refusal(sample)?.status == .versionNotSupported)
  sample = sample.with(requestLine: "NEWMETHOD tel:1 SIP/2.0")
  #expect(refusal(sample)?.reason == "Missing To Header Field")
  sample = sample.with("To", "<sip:alice@example.org>")
  #expect(refusal(sample)?.reason == "CSeq Method Is Not the Request's")
  sample = sample.with("CSeq", "1 NEWMETHOD")
  #expect(refusal(sample)?.status == .notImplemented)
  sample = sample.with(requestLine: "MESSAGE tel:1 SIP/2.0").with("CSeq", "1 MESSAGE")
  #expect(refusal(sample)?.status == .unsupportedURIScheme)
  sample = sample.with(requestLine: "MESSAGE sip:carol@example.org SIP/2.0")
  #expect(refusal(sample)?.status == .tooManyHops)
  sample = sample.with(requestLine: "MESSAGE sip:alice@example.org SIP/2.0")
  #expect(refusal(sample)?.status == .badExtension)
  sample = sample.with("Require", nil)
  #expect(refusal(sample)?.status == .unsupportedMediaType)
  #expect(refusal(sample.with("Content-Type", "text/plain")) == nil)
}
