import Foundation
import Journal
import TestSupport
import Testing

/// How a token stops to serve.
enum Loss: CaseIterable {
  /// It was pulled out.
  case gone
  /// It is there and fails.
  case failing
  /// What a token of SoftHSM is kept in is elsewhere.
  case moved

  func befall(_ token: SoftToken) throws {
    switch self {
    case .gone: try token.proxy?.say("gone")
    case .failing: try token.proxy?.say("fail 0x30")
    case .moved: try move(token, from: "tokens", to: "elsewhere")
    }
  }

  func end(_ token: SoftToken) throws {
    if self == .moved { try move(token, from: "elsewhere", to: "tokens") } else { try token.proxy?.say("") }
  }

  private func move(_ token: SoftToken, from: String, to: String) throws {
    let path = token.scratch.path + "/"
    try FileManager.default.moveItem(atPath: path + from, toPath: path + to)
  }
}

/// Whoever shakes hands then gets an end that is held against nobody, the owner one alert, and whoever comes later waits
/// until the token is back: nobody has to do anything but bring it.
@Test(arguments: Loss.allCases)
func aTokenThatVanishesIsAwaited(_ loss: Loss) throws {
  let token = try SoftToken(.p256, isBehindProxy: true)
  let penalties = "handshake:60s timeout:60s crash:60s min:1s"
  let setup = token.setup(settings: ["PerSourcePenalties": penalties, "Spares": "1"])
  let node = try Node(setup)
  let staying = try Caller(node, as: PKI.alice)
  try node.report { try staying.exchange("before") }
  let proxy = try #require(token.proxy)
  let loads = proxy.loads
  #expect(loads > 0)
  try loss.befall(token)
  let unlucky = try Caller(node, as: PKI.alice)
  try node.report { try unlucky.waitForEnd() }
  #expect(unlucky.alert == 80, "internal_error: \(unlucky.errors.text)")
  let told = try node.trail.wait(for: .childMisbehaved)
  #expect(told.priority == .alert)
  #expect(told.message.hasPrefix("nobody can be answered: the token does not sign: "), "\(told.message)")
  #expect(told.message.hasSuffix("; peertls-keyd is started again"))
  let closed = try node.trail.wait(for: .sessionClosed)
  #expect(closed[.reason] == "the node's key does not sign; see what peertls-keyd has to say")

  let waiting = try Caller(node, as: PKI.alice)
  waiting.write("waited\n")
  _ = try eventually("three attempts to have the key", seconds: 60) { proxy.loads >= loads + 3 ? true : nil }
  #expect(node.sessions.count == 1 && waiting.output.bytes.isEmpty && waiting.errors.text.isEmpty)
  try staying.exchange("meanwhile")
  try loss.end(token)
  try node.report { try waiting.output.wait(for: "waited", seconds: 60) }
  try staying.exchange("after")
  for caller in [waiting, staying] { caller.finish() }
  #expect(try node.stop() == 0)
  #expect(node.trail.records.filter { $0.event == .childMisbehaved }.count == 1, "\(node.trail.tail)")
}

@Test func aSlowTokenServesEverybody() throws {
  let token = try SoftToken(.p256, isBehindProxy: true)
  let node = try Node(token.setup())
  try token.proxy?.say("delay 300")
  let callers = try (0..<6).map { _ in try Caller(node, as: PKI.alice) }
  for caller in callers {
    try node.report { try caller.exchange("slowly", seconds: 30) }
    caller.finish()
  }
  #expect(try node.stop() == 0)
}
