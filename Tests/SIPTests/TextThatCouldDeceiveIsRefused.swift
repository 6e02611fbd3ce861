import SIP
import Testing

private func replacing(_ text: String, with bytes: [UInt8]) -> [UInt8] {
  let parts = Sample().with("Subject", "%").text.split(separator: "%").map { Array($0.utf8) }
  return parts[0] + bytes + parts[1]
}

@Test(
  arguments: [
    [0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0xf4, 0x90, 0x80, 0x80], [0x80],
  ] as [[UInt8]])
func whatIsNotUTF8IsRefused(_ bytes: [UInt8]) {
  let all = arrivals(replacing("%", with: bytes) + Sample().bytes)
  #expect(all.first?.malformed.map(shown) == "400 Subject Header Field Is Not UTF-8")
  #expect(all.first?.malformed?.fields?[.via] != nil)
  #expect(all.count == 2 && all.last?.request != nil)
}

@Test func utf8IsTaken() {
  let subject = "Grüße, 日本 🎈"
  #expect(arrivals(Sample().with("Subject", subject).bytes).first?.request?.fields[.subject] == subject)
}

@Test(arguments: [0x00, 0x01, 0x08, 0x0b, 0x1b, 0x7f] as [UInt8])
func controlCharactersAreRefused(_ byte: UInt8) {
  #expect(fault(replacing("%", with: [byte])) == "400 Control Character in Subject Header Field")
  #expect(fault(replacing("%", with: Array("\"a".utf8) + [byte])) == "400 Control Character in Subject Header Field")
  #expect(fault(replacing("%", with: [0x5c, byte])) == "400 Control Character in Subject Header Field")
}

@Test func aQuotedPairMayBeAControlCharacter() throws {
  let all = arrivals(Sample().with("From", "\"a\\\u{0}\\\"b\" <sip:bob@example.net>;tag=1").bytes)
  let from = try NameAddress(parsing: try #require(all.first?.request?.fields[.from]))
  #expect(from.displayName == "a\u{0}\"b")
}

@Test func controlCharactersInTheStartLineAreRefused() {
  #expect(fault(Sample().with(requestLine: "MESSAGE sip:a\u{0}@b SIP/2.0").bytes) == "400 Malformed Start Line")
  #expect(fault(Sample().with(requestLine: "MESSAGE\tsip:a@b SIP/2.0").bytes) == "400 Malformed Start Line")
}

@Test func aLineEndIsCRLFAndNothingElse() throws {
  let text = Sample().text
  for wrong in ["\n", "\r", "\r\r\n", "\n\r"] {
    let swapped = text.replacing("\r\nTo:", with: wrong + "To:")
    #expect(fault(swapped) == "400 Line End Is Not CRLF, ends", "\(wrong.utf8)")
  }
  #expect(fault("\n" + text) == "400 Line End Is Not CRLF, ends")
  #expect(fault("\r" + text) == "400 Line End Is Not CRLF, ends")
  let malformed = try #require(arrivals(text.replacing("\r\nTo:", with: "\nTo:")).first?.malformed)
  #expect(malformed.fields?[.via] != nil)
}

@Test func aBodyMayHoldAnything() {
  var bytes = Sample().with("Content-Length", "256").with(body: "").bytes
  bytes += 0...255
  #expect(arrivals(bytes).first?.request?.body == Array(0...255))
}
