import Handoff
import Testing

@Test func aMessageCutAnywhereIsTooShort() {
  for message in Samples.toAcceptor {
    let bytes = message.encode()
    for length in bytes.indices {
      #expect(throws: MalformedMessage.tooShort) {
        try ToAcceptor(decoding: Array(bytes[..<length]), descriptors: 0)
      }
    }
  }
  for message in Samples.toSession {
    let bytes = message.encode()
    for length in bytes.indices {
      #expect(throws: MalformedMessage.tooShort) {
        try ToSession(decoding: Array(bytes[..<length]), descriptors: message.descriptorCount)
      }
    }
  }
}

@Test func aByteTooManyIsRefused() {
  for message in Samples.toAcceptor {
    #expect(throws: MalformedMessage.tooLong) {
      try ToAcceptor(decoding: message.encode() + [0], descriptors: 0)
    }
  }
  for message in Samples.toSession {
    #expect(throws: MalformedMessage.tooLong) {
      try ToSession(decoding: message.encode() + [0], descriptors: message.descriptorCount)
    }
  }
}

@Test func theWrongNumberOfDescriptorsIsRefused() {
  for count in 0...4 {
    for message in Samples.toAcceptor where count > 0 {
      #expect(throws: MalformedMessage.descriptors) {
        try ToAcceptor(decoding: message.encode(), descriptors: count)
      }
    }
    for message in Samples.toSession where message.descriptorCount != count {
      #expect(throws: MalformedMessage.descriptors) { try ToSession(decoding: message.encode(), descriptors: count) }
    }
  }
}

@Test(arguments: [0, 5, 7, 255] as [UInt8])
func anUnknownKindIsRefused(kind: UInt8) {
  #expect(throws: MalformedMessage.unknown) { try ToAcceptor(decoding: [kind], descriptors: 0) }
  if kind != 5 { #expect(throws: MalformedMessage.unknown) { try ToSession(decoding: [kind], descriptors: 0) } }
}

private func refusal(_ change: (inout HandlerRequest) -> Void) -> MalformedMessage? {
  var request = Samples.request
  change(&request)
  do throws(MalformedMessage) {
    _ = try ToAcceptor(decoding: ToAcceptor.startHandler(request).encode(), descriptors: 0)
    return nil
  } catch { return error }
}

@Test func fieldsHaveTheirLimits() {
  #expect(refusal { _ in } == nil)
  #expect(refusal { $0.service = String(repeating: "s", count: 33) } == .tooLong)
  #expect(refusal { $0.service = "a\nb" } == .control)
  #expect(refusal { $0.service = "a\u{7f}" } == .control)
  #expect(refusal { $0.rateCount = 0 } == .unknown)
  #expect(refusal { $0.rateSeconds = 0 } == .unknown)
  #expect(refusal { $0.rateSeconds = 86_401 } == .unknown)
}

@Test func textThatIsNotUTF8IsRefused() throws {
  var bytes = ToAcceptor.hangUp.encode()
  bytes = ToAcceptor.startHandler(Samples.request).encode()
  let service = try #require(bytes.firstIndex(of: UInt8(ascii: "c")))
  bytes[service] = 0xff
  #expect(throws: MalformedMessage.control) { try ToAcceptor(decoding: bytes, descriptors: 2) }
}

@Test func aFlagIsZeroOrOne() {
  var bytes = Samples.toSession[0].encode()
  bytes[bytes.count - 1] = 2
  #expect(throws: MalformedMessage.unknown) { try ToSession(decoding: bytes, descriptors: 1) }
}
