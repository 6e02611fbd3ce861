import SIP
import Testing

private let via = "SIP/2.0/TLS h.example;branch=z9hG4bK1"

@Test func aMebibyteOfHeaderFieldsIsRefusedAtTheLimit() throws {
  var framer = Framer()
  framer.append(Array(Sample().text.prefix(while: { $0 != "\r\n" }).utf8) + [13, 10])
  framer.append(Array("Via: \(via)\r\n".utf8))
  let line = Array(("X: " + String(repeating: "x", count: 1019) + "\r\n").utf8)
  var sent = 0
  var found: Framer.Malformed?
  while found == nil, sent < 1 << 20 {
    framer.append(line)
    sent += line.count
    found = framer.next()?.malformed
  }
  let malformed = try #require(found)
  #expect(shown(malformed) == "513 Message Too Large, ends")
  #expect(sent <= Limits.head + line.count)
  #expect(malformed.fields?[.via] == via)
}

@Test func theLargestHeadIsTaken() {
  let rest = Sample().text.utf8.count - Sample().body.utf8.count
  func sized(_ size: Int) -> Sample {
    var sample = Sample()
    var missing = size - rest
    while missing > 0 {
      // What is left over must be room for a field of its own.
      let length = missing - 4000 < 100 ? missing : 4000
      sample.fields.append(("X", String(repeating: "x", count: length - 5)))
      missing -= length
    }
    return sample
  }
  #expect(arrivals(sized(Limits.head).bytes).first?.request != nil)
  #expect(fault(sized(Limits.head + 1).bytes) == "513 Message Too Large, ends")
}

@Test func tenThousandHeaderFieldsAreRefused() {
  let many = String(repeating: "a:\r\n", count: 10_000)
  let text = Sample().text.replacing("Max-Forwards", with: many + "Max-Forwards", maxReplacements: 1)
  // Content-Length is beyond the limit too: where the body ends is not known.
  #expect(fault(text) == "400 Too Many Header Fields, ends")
}

@Test func headerFieldsAreCounted() {
  func counted(_ count: Int) -> Sample {
    var sample = Sample().with("Content-Length", "18")
    while sample.fields.count < count { sample.fields.append(("a", "")) }
    return sample
  }
  #expect(arrivals(counted(Limits.headerFields).bytes).first?.request != nil)
  #expect(fault(counted(Limits.headerFields + 1).bytes) == "400 Too Many Header Fields")
}

@Test func aLongLineIsRefused() {
  let fits = String(repeating: "x", count: Limits.line - "Subject: ".utf8.count)
  #expect(arrivals(Sample().with("Subject", fits).bytes).first?.request?.fields[.subject] == fits)
  #expect(fault(Sample().with("Subject", fits + "x").bytes) == "400 Header Field Too Long")
  let folded = [String](repeating: String(repeating: "x", count: 80), count: 120).joined(separator: "\r\n ")
  #expect(fault(Sample().with("Subject", folded).bytes) == "400 Header Field Too Long")
}

@Test func aLongRequestLineIsRefused() {
  let user = String(repeating: "u", count: Limits.line - "MESSAGE sip:@example.org SIP/2.0".utf8.count)
  #expect(arrivals(Sample().with(requestLine: "MESSAGE sip:\(user)@example.org SIP/2.0").bytes).first?.request != nil)
  let text = Sample().with(requestLine: "MESSAGE sip:\(user)u@example.org SIP/2.0")
  #expect(fault(text.bytes) == "414 Request-URI Too Long")
}

@Test func hopsAreCounted() {
  let vias = [String](repeating: via, count: Limits.vias)
  #expect(refused(Sample().with("Via", vias.joined(separator: ", "))) == nil)
  #expect(refused(Sample().with("Via", (vias + [via]).joined(separator: ", "))) == "400 Too Many Via Header Fields")
  var sample = Sample()
  sample.fields += vias.map { ("Via", $0) }
  #expect(refused(sample) == "400 Too Many Via Header Fields")
}

@Test func valuesAreCounted() {
  let tags = (0...Limits.values).map { "x\($0)" }
  #expect(refused(Sample().with("Require", tags.joined(separator: ","))) == "400 Malformed Require Header Field")
  #expect(refused(Sample().with("Require", tags.dropLast().joined(separator: ",")))?.hasPrefix("420") == true)
}

@Test func parametersAreCounted() {
  let parameters = (0..<Limits.parameters).map { ";p\($0)" }.joined()
  #expect(throws: Never.self) { try URI(parsing: "sip:a@b.example\(parameters)") }
  #expect(throws: SIPError.tooMany("parameters")) { try URI(parsing: "sip:a@b.example\(parameters);q") }
  #expect(throws: Never.self) { try NameAddress(parsing: "<sip:a@b.example>\(parameters)") }
  #expect(throws: SIPError.tooMany("parameters")) { try NameAddress(parsing: "<sip:a@b.example>\(parameters);q") }
}

@Test func hostNamesAreBounded() {
  let labels = String(repeating: "a.", count: Limits.host / 2)
  #expect(throws: Never.self) { try URI(parsing: "sip:\(labels)a") }
  #expect(throws: SIPError.malformed("host")) { try URI(parsing: "sip:\(labels)aa") }
}

@Test func sequenceNumbersAreBounded() {
  #expect(refused(Sample().with("CSeq", "\(Limits.sequence) MESSAGE")) == nil)
  #expect(refused(Sample().with("CSeq", "\(UInt64(Limits.sequence) + 1) MESSAGE")) == "400 Malformed CSeq Header Field")
}
