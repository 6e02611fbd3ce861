import SIP
import Testing

@Test func aFoldIsOneSpace() {
  for fold in ["\r\n ", "\r\n\t", "  \r\n \t  ", " \r\n \r\n  "] {
    let fields = arrivals(Sample().with("Subject", "one,\(fold)two").bytes).first?.request?.fields
    #expect(fields?[.subject] == "one, two")
  }
}

@Test func aValueMayBeginAfterAFold() throws {
  #expect(try received(Sample().with("CSeq", "\r\n  0009\r\n MESSAGE")).cSeq.number == 9)
}

@Test func theStartLineIsNotFolded() {
  let text = Sample().text.replacing("MESSAGE sip:alice@example.org ", with: "MESSAGE sip:alice@example.org\r\n ")
  #expect(fault(text) == "400 Malformed Request Line")
  for fold in ["\r\n ", "\r\n X: y", "\r\n\tX: y"] {
    #expect(fault(Sample().with(requestLine: Sample().requestLine + fold).bytes) == "400 Malformed Header Field")
  }
}

@Test func spaceAroundTheColonIsNothing() {
  let text = Sample().text.replacing("Call-ID: ", with: "Call-ID \t :")
  #expect(arrivals(text).first?.request?.fields[.callID] == "asd88asd77a@bob.example.net")
}

@Test(arguments: [
  ("i", "Call-ID"), ("m", "Contact"), ("e", "Content-Encoding"), ("l", "Content-Length"), ("c", "Content-Type"),
  ("f", "From"), ("s", "Subject"), ("k", "Supported"), ("t", "To"), ("v", "Via"), ("o", "Event"), ("r", "Refer-To"),
])
func compactFormsAreNames(_ compact: String, _ full: String) {
  #expect(HeaderName(compact) == HeaderName(full))
  #expect(HeaderName(compact.uppercased()) == HeaderName(full.lowercased()))
  #expect(Set([HeaderName(compact), HeaderName(full.uppercased())]).count == 1)
}

@Test func aRequestInCompactFormIsServed() throws {
  var text = Sample().text
  for (name, compact) in [("Via", "v"), ("From", "F"), ("To", "t"), ("Call-ID", "i"), ("Content-Type", "c")] {
    text = text.replacing("\(name): ", with: "\(compact): ")
  }
  let request = try #require(arrivals(text.replacing("Content-Length", with: "L")).first?.request)
  #expect(request.body.count == 18)
  #expect(try capabilities.read(request) { _ in true }.from.tag == "49583")
}

@Test func unknownFieldsAreKeptInOrder() {
  var sample = Sample()
  sample.fields += [("X-Two", "b"), ("X-One", "a"), ("x-two", ";;,,")]
  let fields = arrivals(sample.bytes).first?.request?.fields
  #expect(
    fields?.list.map(\.name.description).filter { $0.lowercased().hasPrefix("x-") } == ["X-Two", "X-One", "x-two"])
  #expect(HeaderName("X-TWO").map { fields?.all($0) } == ["b", ";;,,"])
}

@Test func listsAreSplitAtTheirCommas() throws {
  func values(_ lines: String...) throws -> [String] {
    try HeaderFields(try lines.map { try HeaderField(.contact, $0) }).values(.contact)
  }
  #expect(try values("a , b", "c") == ["a", "b", "c"])
  #expect(
    try values("\"x, \\\", y\" <sip:a,b@c>;p=\"1,2\", <sip:d@e>") == [
      "\"x, \\\", y\" <sip:a,b@c>;p=\"1,2\"", "<sip:d@e>",
    ])
  #expect(try values("") == [])
  for wrong in ["a,", ",a", "a,,b", ",", "\"a, b", "<a, b"] {
    #expect(throws: SIPError.malformed("list")) { try values(wrong) }
  }
}

@Test(arguments: ["NoColon", "Bad Name: x", ": x", "N\u{e9}: x", "<a>: b"])
func aLineThatIsNoFieldIsRefused(_ line: String) {
  #expect(fault(Sample().text.replacing("To:", with: "\(line)\r\nTo:")) == "400 Malformed Header Field")
}

@Test(arguments: [
  "MESSAGE sip:a@b", "MESSAGE  sip:a@b SIP/2.0", "MESSAGE sip:a@b  SIP/2.0", "MESSAGE sip:a@b SIP/2.0 ",
  " MESSAGE sip:a@b SIP/2.0", "MESSAGE sip:a@b SIP/2", "MESSAGE sip:a@b SIP/.0", "MESSAGE sip:a@b HTTP/1.1",
  "MES<AGE sip:a@b SIP/2.0",
  "MESSAGE <sip:a@b> x SIP/2.0", "MESSAGE", "\u{16}\u{3}\u{1}",
])
func aRequestLineHasThreeParts(_ line: String) {
  #expect(fault(Sample().with(requestLine: line).bytes)?.hasPrefix("400 Malformed ") == true)
}

@Test(arguments: [
  "SIP/2.0 200", "SIP/2.0 20 OK", "SIP/2.0 2000 OK", "SIP/2.0 099 X", "SIP/2.0 700 X", "SIP/2.0 4294967496 X",
  "SIP/2.0 +20 X",
  "SIP/3.0 200 OK", "SIP/2.0  200 OK",
])
func aMalformedResponseIsNeverAnswered(_ line: String) {
  let malformed = arrivals(Sample().with(requestLine: line).bytes).first?.malformed
  #expect(malformed != nil && malformed?.fields == nil && malformed?.endsStream == false)
}

@Test func aMalformedACKIsNeverAnswered() {
  let text = Sample().with(requestLine: "ACK sip:alice@example.org SIP/2.0").with("Bad Name", "x").bytes
  #expect(arrivals(text).first?.malformed.map { $0.fields } == .some(nil))
}

@Test func aStatusLineIsRead() {
  let response = arrivals(Sample().with(requestLine: "sip/2.0 486 Später, bitte").bytes).first?.response
  #expect(response?.status == .busyHere && response?.reason == "Später, bitte")
  #expect(arrivals(Sample().with(requestLine: "SIP/2.0 100 ").bytes).first?.response?.reason == "")
}
