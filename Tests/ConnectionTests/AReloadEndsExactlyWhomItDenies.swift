import Foundation
import Journal
import TestSupport
import Testing

private let anchor = "anchor acme anchors/acme.pem\n"

private func microseconds(_ record: Record) throws -> UInt64 { try #require(record[.time].flatMap { UInt64($0) }) }

/// 200 live sessions of four people, two of whom lose their right: their 100 sessions end within a second of the new
/// policy, and each of the others goes on.
@Test(.timeLimit(.minutes(3))) func aReloadEndsExactlyWhomItDeniesWithinASecond() throws {
  let people = try ["Ann", "Ben", "Cleo", "Dan"].map { try PKI.acme.issue(.person($0)) }
  let node = try Node()
  var callers: [(person: Int, caller: Caller)] = []
  // Twenty at once: s_client itself is the most of the work.
  for _ in 0..<10 {
    let more = try (0..<20).map { ($0 % 4, try Caller(node, as: people[$0 % 4])) }
    for (_, caller) in more { try node.report { try caller.exchange("before", seconds: 30) } }
    callers += more
  }
  let began = Date()
  try node.reload(NodeSetup(policy: anchor + "deny * cn=Ben\ndeny * cn=Dan\nallow * anchor=acme\n"))
  let loaded = try node.trail.wait(for: .policyLoaded, count: 2)[1]
  let ended = try node.trail.wait(for: .sessionClosed, count: 100, seconds: 30)
  let last = try ended.map(microseconds).max() ?? 0
  let took = Double(last - (try microseconds(loaded))) / 1e6
  print(
    "100 of 200 sessions ended \(took) s after the policy was loaded, \(Date().timeIntervalSince(began)) s after SIGHUP"
  )
  #expect(took < 1, "\(took) s")
  #expect(ended.allSatisfy { ["Ben", "Dan"].contains($0[.peerName]) && $0[.exit] == "SIGHUP" })
  for (person, caller) in callers where person % 2 == 1 { try caller.waitForEnd() }
  for (person, caller) in callers where person % 2 == 0 { try node.report { try caller.exchange("after") } }
  #expect(node.trail.records.count { $0.event == .sessionClosed } == 100, "exactly those")
}

/// A list that changes on the disk, as a fetcher replaces it, and nothing else.
@Test func aRevocationListThatChangesOnDiskIsAppliedByReload() throws {
  let authority = try Authority("Revoking Issuer")
  let (lost, kept) = (try authority.issue(.person("Lost")), try authority.issue(.person("Kept")))
  var setup = NodeSetup(policy: "anchor acme anchors/acme.pem crl=anchors/acme.crl\nallow * anchor=acme\n")
  setup.files = ["anchors/acme.pem": try authority.pem, "anchors/acme.crl": try authority.revocationList()]
  let node = try Node(setup)
  let (leaving, staying) = (try Caller(node, as: lost), try Caller(node, as: kept))
  for caller in [leaving, staying] { try caller.exchange("before") }
  try node.scratch.write("etc/anchors/acme.crl.new", try authority.revocationList([lost]))
  #expect(rename(node.scratch.path + "/etc/anchors/acme.crl.new", node.scratch.path + "/etc/anchors/acme.crl") == 0)
  node.signal(SIGHUP)
  try node.report { try leaving.waitForEnd() }
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.peerName] == "Lost" && closed[.reason]?.contains("revoked") == true)
  try staying.exchange("after")
  let again = try Caller(node, as: lost)
  try again.waitForEnd()
  #expect(again.alert == Alert.certificateRevoked.rawValue)
}
