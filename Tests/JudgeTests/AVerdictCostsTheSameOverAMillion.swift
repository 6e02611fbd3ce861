import Foundation
import Judge
import Policy
import Processes
import TLS
import TestSupport
import Testing

/// A policy whose list has so many entries, the caller's key the last of them.
private func policy(entries: Int) throws -> CompiledPolicy {
  var text = ""
  text.reserveCapacity(entries * 32)
  for index in 1..<entries { text += "user\(index)@host\(index % 977).example.org\n" }
  text += "key:\(PKI.alice.keyFingerprint)\n"
  let directory = try PolicyDirectory(
    "anchor acme acme.pem\nlist big big\ndeny * list=big org=Nobody\nallow * list=big\n",
    files: ["acme.pem": try PKI.acme.pem, "big": text])
  return try directory.compile().policy
}

@Suite(.serialized) struct AVerdictCostsTheSameOverAMillion {
  @Test func aVerdictCostsTheSameOverAMillion() throws {
    let chain = try Chain(pem: Array(try Callers.file(PKI.alice.chain).utf8), name: "alice")
    let (few, many) = (try policy(entries: 10), try policy(entries: 1_000_000))
    let address = try #require(Address("2001:db8::1"))
    /// Judging alone: the chain's signatures would drown the difference that there may be.
    func nanoseconds(_ policy: CompiledPolicy) -> Double {
      let evidence = Verification.examine(chain[0], untrusted: chain, trust: policy, now: Clock.unixSeconds)
      let rounds = 2000
      let start = ContinuousClock.now
      for _ in 0..<rounds {
        let judgement = policy.judge(evidence, address: address, service: "chat", now: Clock.unixSeconds)
        precondition(judgement.refusal == nil)
      }
      return Double((ContinuousClock.now - start).components.attoseconds) / 1e9 / Double(rounds)
    }
    _ = (nanoseconds(few), nanoseconds(many))
    // The quickest rounds of each are those that nothing else on the machine has disturbed.
    let pairs = (0..<25).map { _ in (few: nanoseconds(few), many: nanoseconds(many)) }
    let low = try #require(pairs.map(\.few).min())
    let high = try #require(pairs.map(\.many).min())
    print("a verdict over 10 entries: \(Int(low)) ns, over 1,000,000: \(Int(high)) ns, ratio \(high / low)")
    #expect(high / low < 1.5)
  }
}
