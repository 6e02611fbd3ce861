import Foundation
import Journal
import TestSupport
import Testing

/// A token takes 300 ms for a signature, and strangers want ten times as many as it can give. A friend, whose network is
/// known, waits for one of theirs at most.
@Test(
  .enabled(if: Network.isPossible, "other sources than [::1] take a network of our own, which is root's to make"),
  .timeLimit(.minutes(3)), arguments: [true, false])
func aSlowTokenKeepsNoFriendWaiting(_ isSlowFromTheStart: Bool) throws {
  let token = try SoftToken(.p256, isBehindProxy: true)
  if isSlowFromTheStart { try token.proxy?.say("delay 300") }
  var setup = token.setup(settings: ["RatePerSource": "100000/sec"])
  let network = try Network()
  setup.network = network
  let node = try Node(setup)
  let eve = try Authority("Nobody's Issuer").issue(.person("Eve"))
  let flooder = Programs.path("flooder")
  func call(_ calls: Int) throws -> ChildProcess {
    try network.inside {
      try ChildProcess([
        flooder, "call", "\(node.port)", "\(calls)", "5", "2001:db8:f00d::1", PKI.alice.chain, PKI.alice.key,
      ])
    }
  }
  // From here on the friend is known.
  #expect(try call(1).wait(seconds: 30) == 0)
  try token.proxy?.say("delay 300")

  let flood = try network.inside {
    try ChildProcess([flooder, "flood", "\(node.port)", "500", "200", "100", "35", eve.chain, eve.key])
  }
  _ = try node.trail.wait(for: .sessionOpened, count: 4)
  let friend = try call(12)
  #expect(try friend.wait(seconds: 60) == 0, "\(friend.errors.text)")
  try friend.output.waitForEnd()
  let times = friend.output.text.split(separator: "\n").compactMap {
    $0.split(separator: " ").last.flatMap { UInt64($0) }
  }
  #expect(times.count == 12 && !times.contains(0), "every call is answered: \(times)")
  #expect(times.sorted()[6] < 1_000_000, "\(times) microseconds")
  flood.signal(SIGTERM)
  _ = try flood.wait(seconds: 10)
  let served = node.trail.records.count {
    $0.event == .verdict && $0[.peerAddress]?.hasPrefix("2001:db8:f00d:") == false
  }
  #expect(served > 0, "strangers have their share")
}
