import CPIM
import Testing

private func kind(_ bytes: [UInt8], _ lineEnds: LineEnds = .crlf) -> CPIMError.Kind? {
  Samples.refusal { () throws(CPIMError) in try CPIMMessage(parsing: bytes, lineEnds: lineEnds) }?.kind
}

@Test func aMessageCutInItsHeadersIsRefused() {
  let bytes = Samples.bytes(Samples.request)
  let headers = Samples.bytes(Samples.request.replacing("Hello World\n", with: "")).count
  for length in 0..<headers { #expect(kind(Array(bytes[..<length])) == .malformed) }
  for length in headers...bytes.count { #expect(kind(Array(bytes[..<length])) == nil) }
}

@Test func aLineFeedAloneIsForFilesOnly() {
  let bytes = Array(Samples.request.utf8)
  #expect(kind(bytes) == .malformed)
  #expect(kind(bytes, .any) == nil)
  #expect(kind(Samples.bytes(Samples.request), .any) == nil)
}

@Test(
  arguments: [
    [0x00], [0x0D], [0x1B], [0x7F], [0x08], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xC3],
  ] as [[UInt8]])
func bytesThatAreNoTextAreRefused(_ bytes: [UInt8]) {
  for lineEnds in [LineEnds.crlf, .any] {
    #expect(kind(Array("Subject: a".utf8) + bytes + Array("b\r\n\r\n\r\n".utf8), lineEnds) == .malformed)
    #expect(kind(Array("\r\nX: a".utf8) + bytes + Array("b\r\n\r\n".utf8), lineEnds) == .malformed)
  }
  // Content is anything.
  #expect(kind(Array("\r\n\r\n".utf8) + bytes) == nil)
}

@Test(arguments: [
  "Subject", ": x", "Sub ject: x", "Subject:x", "Subject :x", " folded", "a.b.c: x", ".a: x", "a.: x", "Sübject: x",
  "Subject:;lang x", "Subject:;=x y", "Subject:;lang= x", "Subject:;lang=\"x y", "Subject:;lang=en;x",
  "Subject:;l=(x) y",
])
func headersThatAreNoneAreRefused(_ line: String) {
  #expect(Samples.refusal { () throws(CPIMError) in try Samples.message(line) }?.kind == .malformed)
}

@Test func parametersArePassedOver() throws {
  #expect(try Samples.message("Subject:;lang=de;x=\"a \\\" b\";y=é.1 ja").subject == "ja")
  #expect(try Samples.message("Subject:;lang=de ja", "Subject: yes").subject == "yes")
  #expect(try Samples.message("Subject:").subject == "")
}

@Test(arguments: [
  ["From: <im:a>", "From: <im:b>"], ["DateTime: 2026-01-01T00:00:00Z", "DateTime: 2026-01-01T00:00:00Z"],
  ["NS: i <urn:ietf:params:imdn>", "i.Message-ID: a", "i.Message-ID: b"], ["DateTime: yesterday"],
  ["NS: i <urn:ietf:params:imdn>", "i.Message-ID:"], ["NS: i <urn:ietf:params:imdn>", "i.Message-ID: a b"],
  ["NS: i <urn:ietf:params:imdn>", "i.Message-ID: a\\nb"],
])
func whatCanBeSaidOnceIsSaidOnceAndRight(_ lines: [String]) {
  let text = (lines + ["", "", ""]).joined(separator: "\n")
  #expect(kind(Samples.bytes(text)) == .malformed)
}

@Test(arguments: [
  "Content-Type", "Content Type: x", ": x", " folded", "Content-Type: text", "Content-Type: text/plain; charset",
  "Content-Type: text/plain\nContent-type: text/html",
  "Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64",
  "Content-Disposition: a\nContent-Disposition: notification",
])
func contentHeadersThatAreNoneAreRefused(_ lines: String) {
  #expect(Samples.refusal { () throws(CPIMError) in try Samples.content(lines) }?.kind == .malformed)
}

@Test func contentHeadersMayBeFolded() throws {
  let message = try Samples.content("Content-Type: text/plain;", "\tcharset=utf-8", "X-Other: a", " b")
  #expect(message.contentType == .text)
  #expect(try CPIMMessage(parsing: message.encode()) == message)
}

@Test func textIsWhatItSays() throws {
  #expect(try Samples.content().text == "text")
  #expect(try Samples.content("Content-Type: text/plain").text == "text")
  #expect(try Samples.content("Content-Type: text/plain; charset=iso-8859-1").text == nil)
  #expect(try Samples.content("Content-Type: text/html; charset=utf-8").text == nil)
  #expect(try Samples.content("Content-Transfer-Encoding: base64").text == nil)
  #expect(try !Samples.content("Content-Transfer-Encoding: base64").isPlainlyEncoded)
  var message = CPIMMessage.text("x")
  message.content = [0x61, 0xFF]
  #expect(message.text == nil)
  var encoded = try Samples.content("Content-Transfer-Encoding: base64")
  encoded.contentType = .text
  #expect(encoded.isPlainlyEncoded && encoded.text == "text")
}

@Test func eitherSignMakesANotification() throws {
  #expect(try Samples.content("Content-Type: message/IMDN+xml").isNotification)
  #expect(try Samples.content("Content-Type: text/plain", "Content-Disposition: Notification; x=y").isNotification)
  #expect(try !Samples.content("Content-Disposition: render").isNotification)
}

@Test(arguments: ["message/cpim", "Message/CPIM; charset=utf-8"])
func nothingIsNested(_ type: String) {
  #expect(Samples.refusal { () throws(CPIMError) in try Samples.content("Content-Type: \(type)") }?.kind == .nested)
  let refusal = Samples.refusal { () throws(CPIMError) in
    try CPIMMessage.wrapping([], as: ContentType(parsing: type) ?? .text)
  }
  #expect(refusal?.kind == .nested)
}
