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

@Test(arguments: Samples.ownerRequests)
func whatTheOwnerAsksArrives(message: OwnerRequest) throws {
  #expect(try OwnerRequest(decoding: message.encode()) == message)
}

@Test(arguments: Samples.ownerAnswers)
func whatTheOwnerIsToldArrives(message: OwnerAnswer) throws {
  #expect(try OwnerAnswer(decoding: message.encode()) == message)
}

@Test func theLongestAnswersFitAMessage() {
  var status = Samples.nodeStatus
  status.refused = (0..<NodeStatus.maximumCauses).map { _ in
    .init(String(repeating: "c", count: NodeStatus.maximumNameBytes), .max)
  }
  status.handlers = (0..<NodeStatus.maximumHandlers).map { _ in
    .init(String(repeating: "h", count: HandlerRequest.maximumServiceLength), .init(.max, of: .max))
  }
  var session = Samples.sessionStatus
  session.service = String(repeating: "s", count: HandlerRequest.maximumServiceLength)
  let sessions = [SessionStatus](repeating: session, count: OwnerLine.page)
  let penalties = [PenaltyStatus](repeating: Samples.penaltyStatus, count: OwnerLine.page)
  for answer in [OwnerAnswer.node(status), .sessions(sessions, next: 1), .penalties(penalties, next: 1)] {
    #expect(answer.encode().count <= Channel.maximumLength)
  }
}

@Test func aPageHasItsLimit() {
  let sessions = [SessionStatus](repeating: Samples.sessionStatus, count: OwnerLine.page + 1)
  #expect(throws: MalformedMessage.tooLong) {
    try OwnerAnswer(decoding: OwnerAnswer.sessions(sessions, next: nil).encode())
  }
}
