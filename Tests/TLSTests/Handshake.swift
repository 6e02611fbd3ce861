import Glibc
import TLS
import TestSupport

/// Decides as it is told.
final class Judging: HandshakeJudge {
  private let verdict: () -> Refusal?
  init(_ verdict: @escaping () -> Refusal?) { self.verdict = verdict }
  func choose(from protocols: [[UInt8]]) -> Int? { 0 }
  var demandsCertificate: Bool { true }
  func judge(_ leaf: borrowing Certificate, untrusted: borrowing Chain) -> Refusal? { verdict() }
}

/// Both ends of a handshake in one process.
enum Handshake {
  struct Ending {
    var server: Connection.Outcome
    var client: Connection.Outcome
    var alertSent: UInt8?
    var alertOfClient: UInt8?
  }

  static func between(server: borrowing Credentials, judge: Judging, calling: Judging = Judging { nil }) throws
    -> Ending
  {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0, &ends) == 0 else {
      throw TestFailure("socketpair")
    }
    defer { for end in ends { close(end) } }
    let listening = try Context(.server, credentials: server, judge: judge)
    let calling = try Context(.client, credentials: server, judge: calling)
    let (accepted, called) = (ends[0], ends[1])
    let serverEnd = try listening.connection(over: accepted)
    let clientEnd = try calling.connection(over: called)
    clientEnd.offer(protocols: ["echo"])
    var ending = Ending(server: .wantsRead, client: .wantsRead)
    for _ in 0..<20 {
      if ending.client == .wantsRead { ending.client = clientEnd.handshake() }
      if ending.server == .wantsRead { ending.server = serverEnd.handshake() }
    }
    if case .failed = ending.server, ending.client == .done(0) {
      // Over TLS 1.3 a client is through before the server has judged: the verdict comes with its first read.
      var byte: [UInt8] = [0]
      var room = byte.mutableSpan
      var raw = room.mutableBytes
      ending.client = clientEnd.read(into: &raw)
    }
    ending.alertSent = serverEnd.alertSent
    ending.alertOfClient = clientEnd.alertSent
    return ending
  }
}
