import Handoff
import Processes

/// One of everything that can be said.
enum Samples {
  static var environment: HandlerEnvironment {
    var environment = HandlerEnvironment()
    environment[.protocolName] = "TLS"
    environment[.peerName] = "Zoë Example"
    environment[.session] = "00000000000000ff"
    return environment
  }

  static let request = HandlerRequest(
    service: "chat", peerKey: (1...32).map { $0 }, line: 12, sessions: 2, rateCount: 10, rateSeconds: 60,
    environment: environment)

  static let toAcceptor: [ToAcceptor] = [
    .startHandler(request), .inputEnded, .hangUp, .judged, .openDataPort, .here, .lost(3),
  ]

  static let toSession: [ToSession] = [
    .connection(
      Assignment(
        session: 0xfedc_ba98_7654_3210, peer: SocketAddress(high: .max, low: 1, port: 65535, scope: .max),
        local: SocketAddress(low: 1, port: 4605), socketName: "chat", handshakeMilliseconds: 10_000,
        idleSeconds: 900, durationSeconds: 0, allowsTLS12: true, requiresRecord: true)),
    .judgeAgain, .areYouThere, .handlerStarted(pid: .max, hasControl: false), .handlerStarted(pid: 1, hasControl: true),
    .handlerRefused(.peerTooFast, code: -1),
    .handlerExited(status: 9, cpuMicroseconds: .max), .end(.draining), .end(.owner, words: "too late"), .dataPort,
    .noDataPort(code: .max),
  ]

  static let random: [UInt8] = (0..<32).map { $0 }
  static let signed: [SignedContent] =
    SignedContent.hashLengths.map { .certificateVerify(transcriptHash: [UInt8](repeating: 7, count: $0)) }
    + [(29, 32), (23, 65), (24, 97)].compactMap { group, length in
      SignedContent.KeyExchange(
        clientRandom: random, serverRandom: Array(random.prefix(24)) + Array("DOWNGRD".utf8) + [1], group: group,
        point: [UInt8](repeating: 4, count: length)
      ).map { .serverKeyExchange($0) }
    }

  static let signRequests: [SignRequest] = signed.map { SignRequest($0, scheme: .ecdsaSHA256) }

  static let signAnswers: [SignAnswer] =
    [.signature([1, 2, 3])] + SignRefusal.allCases.map { .refused($0) }

  static let toSigner: [ToSigner] = [.line(.max, signatures: 1), .gone(7), .ping, .prefer(1 << 40)]

  static let fromSigner: [FromSigner] =
    [
      .ready(microseconds: 40), .failed("it is not the key: Zoë's"), .pong, .signed(.max, microseconds: .max),
    ]
    + [.tooShort, .tooLong, .control, .unknown, .descriptors].map { .misbehaved(.max, $0) }

  static let fromHandler: [FromHandler] = [
    .listen(id: 1), .send(id: .max), .receive(id: 0), .close(id: 7), .sent(id: 3, bytes: .max),
  ]

  static let ownerRequests: [OwnerRequest] = [
    .node, .sessions(from: 0), .sessions(from: .max), .penalties(from: 64),
    .end(session: 0xfedc_ba98_7654_3210, reason: ""), .end(session: 1, reason: "Zoë must sleep"),
  ]

  static var nodeStatus: NodeStatus {
    var status = NodeStatus()
    (status.stage, status.since, status.policySince) = (.draining, 1, 2)
    status.policy = String(repeating: "a", count: 64)
    (status.sessions, status.spares, status.reserved) = (.init(3, of: 256), 2, 32)
    (status.unknownHandshakes, status.unknownProcessorShare) = (.init(4, of: 64), 50)
    (status.sessionsPerSource, status.rateCount, status.rateSeconds, status.prefixLength) = (32, 60, 60, 64)
    (status.penalties, status.known, status.accepted) = (.init(5, of: 8192), .init(6, of: 4096), .max)
    status.refused = [.init("node full", 7), .init("source has a penalty", .max)]
    status.handlers = [.init("chat", .init(1, of: .max)), .init("file", .init(2, of: 64))]
    return status
  }

  static let sessionStatus = SessionStatus(
    number: .max, peer: SocketAddress(high: 1, low: 2, port: 3, scope: 4), phase: .serving, isUnknown: true,
    service: "chat", session: 5, handler: 6, line: 7, peerKey: (1...32).map { $0 }, age: 8)

  static let penaltyStatus = PenaltyStatus(
    source: SocketAddress(high: .max), left: 1500, isBarred: true, counts: [1, 2, 3, 4, .max])

  static let ownerAnswers: [OwnerAnswer] =
    [
      .node(NodeStatus()), .node(nodeStatus), .sessions([], next: nil),
      .sessions([sessionStatus, sessionStatus], next: 64), .penalties([penaltyStatus], next: nil),
      .penalties([], next: 1),
    ] + EndOutcome.allCases.map { .end($0) }

  static let toHandler: [ToHandler] =
    [.listening(id: .max, port: 61000), .notListening(id: 2, code: 98), .connected(id: 3)]
    + DataEnd.allCases.map { .ended(id: 4, $0, bytes: .max) }
}
