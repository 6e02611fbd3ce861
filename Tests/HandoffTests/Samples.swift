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
    .startHandler(request), .inputEnded, .hangUp, .judged, .openDataPort,
  ]

  static let toSession: [ToSession] = [
    .connection(
      Assignment(
        session: 0xfedc_ba98_7654_3210, peer: SocketAddress(high: .max, low: 1, port: 65535, scope: .max),
        local: SocketAddress(low: 1, port: 4605), socketName: "chat", handshakeMilliseconds: 10_000,
        idleSeconds: 900, durationSeconds: 0, allowsTLS12: true)),
    .judgeAgain, .handlerStarted(pid: .max, hasControl: false), .handlerStarted(pid: 1, hasControl: true),
    .handlerRefused(.peerTooFast, code: -1),
    .handlerExited(status: 9, cpuMicroseconds: .max), .end(.draining), .dataPort, .noDataPort(code: .max),
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

  static let toSigner: [ToSigner] = [.line(.max, signatures: 1), .gone(7), .ping]

  static let fromSigner: [FromSigner] =
    [.ready, .failed("it is not the key: Zoë's"), .pong]
    + [.tooShort, .tooLong, .control, .unknown, .descriptors].map { .misbehaved(.max, $0) }

  static let fromHandler: [FromHandler] = [
    .listen(id: 1), .send(id: .max), .receive(id: 0), .close(id: 7), .sent(id: 3, bytes: .max),
  ]

  static let toHandler: [ToHandler] =
    [.listening(id: .max, port: 61000), .notListening(id: 2, code: 98), .connected(id: 3)]
    + DataEnd.allCases.map { .ended(id: 4, $0, bytes: .max) }
}
