import Glibc
import Handoff
import TestSupport
import Testing

private let request = SignRequest(verify(), scheme: .rsaPSSSHA256)

/// A peertls-keyd with the most expensive key, and so many lines to it.
private func slow(lines: Int) throws -> (Keyd, [SessionEnd]) {
  let keyd = try Keyd.ready(try PKI.acme.issue(.person("Node", key: .longRSA)), lines: 256)
  let lines = try (0..<lines).map { _ in
    let line = try keyd.line()
    // Its channel holds but a few.
    try keyd.tell(.ping)
    guard try keyd.hear() == .pong else { throw TestFailure("it does not answer") }
    return line
  }
  return (keyd, lines)
}

/// Has it find all that is asked meanwhile at once.
private func atOnce(_ keyd: Keyd, _ asking: () throws -> Void) rethrows {
  kill(keyd.process, SIGSTOP)
  defer { kill(keyd.process, SIGCONT) }
  try asking()
}

/// Strangers may be many: whom the acceptor knows waits for one of their signatures, whatever lies before.
@Test func aFriendWaitsForOneStrangerAtMost() throws {
  let (keyd, lines) = try slow(lines: 101)
  let (strangers, friend) = (lines.dropLast(), lines[100])
  try atOnce(keyd) {
    for line in lines { try line.send(request.encode()) }
    try keyd.tell(.prefer(friend.id))
  }
  guard case .signature? = try friend.hear() else { throw TestFailure("no signature") }
  let waiting = strangers.count(where: \.isSilent)
  #expect(waiting > 20, "of 100 strangers \(waiting) were served later")
  for stranger in strangers.suffix(waiting) {
    guard case .signature? = try stranger.hear() else { throw TestFailure("a stranger gets no signature") }
  }
}

@Test func whatStrangersCostIsTold() throws {
  let keyd = try Keyd.ready(PKI.bob)
  let (stranger, friend) = (try keyd.line(), try keyd.line())
  try keyd.tell(.prefer(friend.id))
  for line in [stranger, friend] { _ = try line.ask(SignRequest(verify(), scheme: .ecdsaSHA256)) }
  try keyd.tell(.ping)
  #expect(try keyd.hear() == .pong)
  #expect(keyd.signed == [stranger.id])
}

/// Whom the acceptor knows may have been taken over as well.
@Test func whoIsPreferredIsTurnedAwayOnceToo() throws {
  let keyd = try Keyd.ready(PKI.bob)
  let line = try keyd.line()
  try keyd.tell(.prefer(line.id))
  for _ in 0..<8 { try line.send([0xff]) }
  #expect(try keyd.hear() == .misbehaved(line.id, .unknown))
  try keyd.tell(.ping)
  #expect(try keyd.hear() == .pong)
  withExtendedLifetime(line) {}
}

/// A signature for somebody who has gone is none.
@Test func whoHasGoneGetsNoSignature() throws {
  var (keyd, lines) = try slow(lines: 51)
  let stays = lines[50]
  try atOnce(keyd) {
    for line in lines { try line.send(request.encode()) }
    lines.removeAll()
  }
  guard case .signature? = try stays.hear() else { throw TestFailure("no signature") }
  try keyd.tell(.ping)
  #expect(try keyd.hear() == .pong)
  #expect(keyd.signed == [stays.id])
}
