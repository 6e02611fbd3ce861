import SIP
import Testing

private func with(_ values: String?...) -> String {
  var sample = Sample().with("Content-Length")
  for value in values { if let value { sample.fields.append(("Content-Length", value)) } }
  return sample.text
}

@Test(arguments: ["", "-1", "+18", "18x", "0x12", "1 8", "18, 18", "١٨", "\u{7}18"])
func aLengthThatIsNoNumberEndsTheStream(_ length: String) {
  let after = Sample().text
  #expect(fault(with(length) + after)?.hasPrefix("400 ") == true)
  #expect(fault(with(length) + after)?.hasSuffix("Content-Length Header Field, ends") == true)
}

@Test func aMissingLengthEndsTheStream() {
  let text = Sample().with("Content-Length", nil).text.replacing("Content-Length: 18\r\n", with: "")
  #expect(fault(text) == "400 Missing Content-Length Header Field, ends")
}

@Test func lengthsThatDisagreeEndTheStream() {
  #expect(fault(with("18", "17")) == "400 Contradictory Content-Length Header Fields, ends")
  #expect(
    fault(with("17777777777777777777", "18888888888888888888"))
      == "400 Contradictory Content-Length Header Fields, ends")
  #expect(fault(with("18", "17777777777777777777")) == "400 Contradictory Content-Length Header Fields, ends")
}

@Test func lengthsThatAgreeAreOne() {
  for text in [with("18"), with("18", "18"), with("018", "18"), with(" \t 18 ")] {
    let all = arrivals(text + Sample().text)
    #expect(all.count == 2 && all.allSatisfy { $0.request?.body.count == 18 })
  }
  let both = Sample().with("Content-Length", "18").with("l", "18").text
  #expect(arrivals(both).first?.request?.body.count == 18)
}

@Test func aLengthBeyondTheLimitIsSkipped() {
  let sizes = [Limits.body + 1, Limits.body * 3]
  for size in sizes {
    let all = arrivals(Sample().with(body: String(repeating: "x", count: size)).text + Sample().text)
    #expect(all.count == 2)
    #expect(all.first?.malformed.map(shown) == "413 Request Entity Too Large")
    #expect(all.last?.request != nil)
  }
}

@Test func theAnswerToALongBodyDoesNotWaitForIt() {
  #expect(fault(with(String(Limits.body + 1))) == "413 Request Entity Too Large")
  #expect(fault(with(String(Limits.skippedBody))) == "413 Request Entity Too Large")
}

@Test func aLengthBeyondSkippingEndsTheStream() {
  for length in [String(Limits.skippedBody + 1), "9999999999999999999999999"] {
    #expect(fault(with(length)) == "413 Request Entity Too Large, ends")
    #expect(fault(with(length, length)) == "413 Request Entity Too Large, ends")
  }
}

@Test func theGreatestBodyIsTaken() {
  let body = String(repeating: "x", count: Limits.body)
  #expect(arrivals(Sample().with(body: body).text).first?.request?.body.count == Limits.body)
}

@Test func nothingIsReadAfterTheEnd() {
  var framer = Framer()
  framer.append(Array(with("-1").utf8))
  #expect(framer.next()?.malformed?.endsStream == true)
  framer.append(Sample().bytes)
  #expect(framer.next() == nil && !framer.isInsideMessage)
}

@Test func whatIsMalformedStillHasItsLength() {
  let all = arrivals(Sample().with("Bad Name", "x").text + Sample().text)
  #expect(all.first?.malformed.map(shown) == "400 Malformed Header Field")
  #expect(all.count == 2 && all.last?.request != nil)
}
