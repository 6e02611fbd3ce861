import Handoff
import Testing

/// A message of any kind: its bytes, how many descriptors it brings, and its reading.
private struct Sample: Sendable {
  let bytes: [UInt8]
  let descriptors: Int
  let decode: @Sendable ([UInt8], Int) throws -> Void

  static let all: [Sample] =
    Samples.toAcceptor.map {
      Sample(bytes: $0.encode(), descriptors: 0) { _ = try ToAcceptor(decoding: $0, descriptors: $1) }
    }
    + Samples.toSession.map { message in
      Sample(bytes: message.encode(), descriptors: message.descriptorCount) {
        _ = try ToSession(decoding: $0, descriptors: $1)
      }
    }
    + Samples.fromHandler.map { message in
      Sample(bytes: message.encode(), descriptors: message.descriptorCount) {
        _ = try FromHandler(decoding: $0, descriptors: $1)
      }
    }
    + Samples.ownerRequests.map {
      Sample(bytes: $0.encode(), descriptors: 0) { _ = try OwnerRequest(decoding: $0, descriptors: $1) }
    }
    + Samples.ownerAnswers.map {
      Sample(bytes: $0.encode(), descriptors: 0) { _ = try OwnerAnswer(decoding: $0, descriptors: $1) }
    }
    + Samples.toHandler.map {
      Sample(bytes: $0.encode(), descriptors: 0) { _ = try ToHandler(decoding: $0, descriptors: $1) }
    }
    + Samples.signRequests.map {
      Sample(bytes: $0.encode(), descriptors: 0) { _ = try SignRequest(decoding: $0, descriptors: $1) }
    }
    + Samples.signAnswers.map {
      Sample(bytes: $0.encode(), descriptors: 0) { _ = try SignAnswer(decoding: $0, descriptors: $1) }
    }
    + Samples.toSigner.map { message in
      Sample(bytes: message.encode(), descriptors: message.descriptorCount) {
        _ = try ToSigner(decoding: $0, descriptors: $1)
      }
    }
    + Samples.fromSigner.map {
      Sample(bytes: $0.encode(), descriptors: 0) { _ = try FromSigner(decoding: $0, descriptors: $1) }
    }
}

@Test func aMessageCutAnywhereIsTooShort() {
  for sample in Sample.all {
    for length in sample.bytes.indices {
      #expect(throws: MalformedMessage.tooShort) {
        try sample.decode(Array(sample.bytes[..<length]), sample.descriptors)
      }
    }
  }
}

@Test func aByteTooManyIsRefused() {
  for sample in Sample.all {
    #expect(throws: MalformedMessage.tooLong) { try sample.decode(sample.bytes + [0], sample.descriptors) }
  }
}

@Test func theWrongNumberOfDescriptorsIsRefused() {
  for sample in Sample.all {
    for count in 0...4 where count != sample.descriptors {
      #expect(throws: MalformedMessage.descriptors) { try sample.decode(sample.bytes, count) }
    }
  }
}

@Test(arguments: [0, 10, 255] as [UInt8])
func anUnknownKindIsRefused(kind: UInt8) {
  #expect(throws: MalformedMessage.unknown) { try ToAcceptor(decoding: [kind], descriptors: 0) }
  #expect(throws: MalformedMessage.unknown) { try ToSession(decoding: [kind], descriptors: 0) }
  #expect(throws: MalformedMessage.unknown) { try FromHandler(decoding: [kind, 0, 0, 0, 0], descriptors: 0) }
  #expect(throws: MalformedMessage.unknown) { try ToHandler(decoding: [kind, 0, 0, 0, 0]) }
  #expect(throws: MalformedMessage.unknown) { try OwnerRequest(decoding: [kind, 0, 0, 0, 0]) }
  #expect(throws: MalformedMessage.unknown) { try OwnerAnswer(decoding: [kind, 0, 0, 0, 0]) }
}

@Test func anUnknownEndIsRefused() {
  var bytes = ToHandler.ended(id: 1, .complete, bytes: 0).encode()
  bytes[5] = UInt8(DataEnd.allCases.count + 1)
  #expect(throws: MalformedMessage.unknown) { try ToHandler(decoding: bytes) }
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
