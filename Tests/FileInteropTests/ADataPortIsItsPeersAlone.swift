import Foundation
import Journal
import TestSupport
import Testing

/// Somebody at another address, who is cut off before a word of TLS, and stands in the trail.
@Test(
  .enabled(if: Network.isPossible, "other sources than [::1] take a network of our own, which is root's to make"))
func aThirdPartyAtADataPortIsCutOff() throws {
  var setup = NodeSetup.file()
  setup.network = try Network()
  let refused = try refusal(of: "elsewhere", by: setup)
  #expect(refused[.dataAddress] == "2001:db8:bad::7")
  #expect(refused[.reason] == "it does not come from the peer's address")
}

/// Somebody at the peer's own address: the peer gets through to its own data connection, and nobody else does.
@Test(arguments: [
  ("without-certificate", "no certificate"), ("another-key", "another key than the control connection's"),
  ("babble", "http request"), ("crowd", "others wait"),
])
func whoHasNotThePeersKeyCannotBlockIt(_ kind: String, _ reason: String) throws {
  let refused = try refusal(of: kind, by: .file())
  #expect(refused[.dataAddress] == "::1")
  #expect(refused[.reason]?.contains(reason) == true, "\(refused.message)")
}

/// What the trail says when others come to the data ports of a peer that sends and fetches a file.
private func refusal(of kind: String, by setup: NodeSetup) throws -> Record {
  let node = try Node(setup)
  try Contents.file(node.offered() + "/file", size: 1 << 20)
  let namesake = try PKI.acme.issue(.person("Alice Example", email: "alice@example.org"))
  try Ftplib(node: node).run("strangers", [kind, "\(node.offered())/file", namesake.chain, namesake.key])
  let opened = try node.trail.wait(for: .verdict)
  _ = try node.trail.wait(for: .sessionClosed)
  #expect(try node.stop() == 0)
  let all = node.trail.records.filter { $0.event == .dataRefused }
  for refused in all {
    #expect(refused.priority == .warning && Int(refused[.dataPort] ?? "") != nil)
    #expect(refused[.session] == opened[.session] && refused[.peerName] == "Alice Example")
  }
  // At most one a second, and nobody is passed over.
  let told = all.reduce(0) { sum, refused in
    sum + 1 + (refused.message.firstMatch(of: /, and (\d+) more before/).flatMap { Int($0.output.1) } ?? 0)
  }
  #expect(told == (kind == "crowd" ? 3 : 6), "\(all.map(\.message))")
  return try #require(all.first)
}
