import Handoff
import Processes
import Testing

@Test(arguments: Samples.toAcceptor)
func whatASessionSaysArrives(message: ToAcceptor) throws {
  #expect(try ToAcceptor(decoding: message.encode(), descriptors: 0) == message)
}

@Test(arguments: Samples.toSession)
func whatTheAcceptorSaysArrives(message: ToSession) throws {
  #expect(try ToSession(decoding: message.encode(), descriptors: message.descriptorCount) == message)
}

@Test(arguments: Samples.fromHandler)
func whatAHandlerSaysArrives(message: FromHandler) throws {
  #expect(try FromHandler(decoding: message.encode(), descriptors: message.descriptorCount) == message)
}

@Test(arguments: Samples.toHandler)
func whatAHandlerIsToldArrives(message: ToHandler) throws {
  #expect(try ToHandler(decoding: message.encode()) == message)
}

@Test func theLongestRequestFitsAMessage() throws {
  var request = Samples.request
  request.service = String(repeating: "s", count: HandlerRequest.maximumServiceLength)
  for variable in Variable.allCases {
    request.environment[variable] = String(repeating: "€", count: 1000)
  }
  let bytes = ToAcceptor.startHandler(request).encode()
  #expect(bytes.count <= Channel.maximumLength)
  #expect(try ToAcceptor(decoding: bytes, descriptors: 0) == .startHandler(request))
}
