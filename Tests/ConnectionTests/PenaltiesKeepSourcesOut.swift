import Foundation
import TestSupport
import Testing

private let needsNetwork: ConditionTrait = .enabled(
  if: Network.isPossible, "other sources than [::1] take a network of our own, which is root's to make")

/// A network in which callers can be 2001:db8:5::1 to 2001:db8:5::4.
private func network() throws -> Network {
  let network = try Network()
  try network.inside {
    for host in 1...4 {
      try ChildProcess.run(["ip", "-6", "address", "add", "2001:db8:5::\(host)/128", "dev", "lo", "nodad"])
    }
  }
  return network
}

private func setup(_ penalties: String, _ more: [String: String] = [:]) throws -> NodeSetup {
  var setup = NodeSetup()
  setup.settings["PerSourcePenalties"] = penalties
  setup.settings.merge(more) { $1 }
  setup.network = try network()
  return setup
}

/// s_client from 2001:db8:5::HOST.
private func call(_ node: Node, as credential: Credential?, host: Int = 1) throws -> Caller {
  try Caller(node, as: credential, options: ["-bind", "[2001:db8:5::\(host)]:0"])
}

private let source = Network.address(prefix: 5, host: 1)
private let neighbour = Network.address(prefix: 5, host: 2)

/// Closed before TLS: no session is started for it, and nothing is said.
private func expectKeptOut(_ node: Node, _ address: in6_addr) throws {
  let sessions = node.trail.records.count { $0.event == .sessionOpened }
  #expect(try RawConnection(node, from: address).readToEnd(seconds: 5) == [])
  _ = try node.trail.wait(for: .limit) { $0.message.contains("source has a penalty") }
  #expect(node.trail.records.count { $0.event == .sessionOpened } == sessions)
}

/// A misdeed of each kind, where nothing else costs anything; who has the same /64 is kept out, and nobody else.
@Test(
  needsNetwork,
  arguments: ["handshake", "nocert", "denied", "timeout", "crash"])
func everyMisdeedKeepsItsSourceOut(_ misdeed: String) throws {
  let others = ["handshake", "nocert", "denied", "timeout", "crash"].filter { $0 != misdeed }.map { "\($0):0" }
  var setup = try setup("\(others.joined(separator: " ")) \(misdeed):60s min:30s")
  setup.policy = "anchor acme anchors/acme.pem\nallow * anchor=acme email=alice@example.org\n"
  setup.settings["HandshakeTimeout"] = "1s"
  let node = try Node(setup)
  switch misdeed {
  case "handshake":
    let caller = try RawConnection(node, from: source)
    caller.send(Array("GET / HTTP/1.0\r\n\r\n".utf8))
    #expect(caller.readToEnd(seconds: 5) != nil)
  case "nocert": try call(node, as: nil).waitForEnd()
  case "denied": try call(node, as: try PKI.acme.issue(.person("Carol", email: "carol@example.org"))).waitForEnd()
  case "timeout": #expect(try RawConnection(node, from: source).readToEnd(seconds: 5) != nil)
  default:
    let caller = try call(node, as: PKI.alice)
    try node.report { try caller.exchange("in") }
    for pid in node.sessions { kill(pid, SIGSEGV) }
    try caller.waitForEnd()
  }
  let record = try node.trail.wait(for: .limit) { $0.message.contains("sources kept out from now on: 1") }
  #expect(record.message.contains("the last 2001:db8:5:: for 60 s"), "\(record.message)")
  try expectKeptOut(node, source)
  try expectKeptOut(node, neighbour)
  let friend = try Caller(node, as: PKI.alice)
  try node.report { try friend.exchange("from elsewhere") }
}

/// Two of four seconds are below the minimum, three are not, though some of it has passed; it passes with the clock.
@Test(needsNetwork) func penaltiesAddUpAndPassWithTheClock() throws {
  let node = try Node(try setup("nocert:4s min:9s max:9s"))
  for _ in 0..<2 { try call(node, as: nil).waitForEnd() }
  _ = try node.trail.wait(for: .sessionClosed, count: 2)
  #expect(!node.trail.records.contains { $0.event == .limit })
  try call(node, as: nil).waitForEnd()
  _ = try node.trail.wait(for: .limit) { $0.message.contains("kept out from now on") }
  let began = Date()
  try expectKeptOut(node, source)
  while true {
    let caller = try call(node, as: PKI.alice)
    do {
      try caller.exchange("again", seconds: 2)
      break
    } catch  where Date() < began + 20 { usleep(50_000) }
  }
  #expect(Date().timeIntervalSince(began) < 15)
}

/// Whoever was let in is not penalised for how it ends, but for a crash.
@Test(needsNetwork) func whoWasLetInIsNotPenalised() throws {
  let node = try Node(try setup("handshake:60s nocert:60s denied:60s timeout:60s min:1s"))
  let caller = try call(node, as: PKI.alice)
  try caller.exchange("in")
  caller.vanish()
  _ = try node.trail.wait(for: .sessionClosed)
  let again = try call(node, as: PKI.alice)
  try node.report { try again.exchange("in") }
  var changed = NodeSetup(policy: "anchor acme anchors/acme.pem\ndeny * anchor=acme\n")
  changed.settings["PerSourcePenalties"] = "denied:60s min:1s"
  try node.reload(changed)
  try again.waitForEnd()
  _ = try node.trail.wait(for: .sessionClosed, count: 2)
  #expect(!node.trail.records.contains { $0.event == .limit })
}

@Test(needsNetwork) func exemptSourcesHaveNeitherPenaltiesNorLimits() throws {
  let node = try Node(
    try setup(
      "nocert:1h min:1s max:1h",
      ["ExemptSources": "2001:db8:5::1", "MaxSessionsPerSource": "1", "RatePerSource": "1/day"]))
  for _ in 0..<5 { try call(node, as: nil).waitForEnd() }
  let callers = try [call(node, as: PKI.alice), call(node, as: PKI.alice)]
  for caller in callers { try node.report { try caller.exchange("in") } }
  #expect(!node.trail.records.contains { $0.event == .limit })
  // Its neighbour is not exempt.
  try call(node, as: nil, host: 2).waitForEnd()
  _ = try node.trail.wait(for: .limit) { $0.message.contains("kept out from now on") }
  try expectKeptOut(node, neighbour)
  try callers[0].exchange("still in")
}
