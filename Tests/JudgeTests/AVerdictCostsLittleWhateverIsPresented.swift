import Foundation
import Judge
import PolicyCompiler
import Processes
import TLS
import TestSupport
import Testing

/// A handshake brings up to 100 KiB of certificates, before the peer has proved anything.
@Test func aVerdictCostsLittleWhateverIsPresented() throws {
  let friend = try Authority.selfSigned(.person("Friend"))
  let policy = try PolicyDirectory(
    "anchor acme acme.pem crl=acme.crl\nallow * key=\(friend.keyFingerprint)\n",
    files: ["acme.pem": try PKI.acme.pem, "acme.crl": try PKI.acme.revocationList()]
  ).compile().policy
  let namesakes = try (1...4).map { _ in try Authority("Acme Issuer").pem }
  let text = try friend.certificatePEM + String(repeating: namesakes.joined(), count: 75) + PKI.alice.certificatePEM
  let chain = try Chain(pem: [UInt8](text.utf8), name: "presented")
  #expect(chain.count == 302)
  let start = Clock.processorTime
  // Its issuer's name is that of all the others.
  let evidence = Verification.examine(chain[301], untrusted: chain, trust: policy, now: Clock.unixSeconds)
  let cost = Clock.processorTime - start
  #expect(evidence.failure != .revoked)
  #expect(cost < 100_000, "\(cost) µs")
  print("a verdict over \(chain.count) presented certificates: \(cost) µs")
}
