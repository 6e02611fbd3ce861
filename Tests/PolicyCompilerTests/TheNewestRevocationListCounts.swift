import Foundation
import Judge
import PolicyCompiler
import Processes
import TLS
import TestSupport
import Testing

private func verdict(_ policy: CompiledPolicy, _ credential: Credential) throws -> String {
  let pem = [UInt8](try Data(contentsOf: URL(filePath: credential.chain)))
  let chain = try Chain(pem: pem, name: credential.chain)
  let now = Clock.unixSeconds
  let evidence = Verification.examine(chain[0], untrusted: chain, trust: policy, now: now)
  return evidence.failure?.description ?? "good"
}

@Suite struct TheNewestRevocationListCounts {
  let authority = try! Authority("Revoker")

  @Test func aNewerListReplacesAnOlderOne() throws {
    let (rita, rolf) = (try authority.issue(.person("Rita")), try authority.issue(.person("Rolf")))
    let older = try authority.revocationList([rolf])
    let newer = try authority.revocationList([rita], issued: -1)
    for text in [older + newer, newer + older] {
      let directory = try PolicyDirectory(
        "anchor a a.pem crl=a.crl\nallow * anchor=a\n", files: ["a.pem": try authority.pem, "a.crl": text])
      let (numbers, policy) = try directory.compile()
      #expect(numbers.revocationLists == 1 && numbers.revoked == 1)
      #expect(try verdict(policy, rita) == "certificate revoked")
      #expect(try verdict(policy, rolf) == "good")
    }
  }

  @Test func aListInDERIsRead() throws {
    let rita = try authority.issue(.person("Rita"))
    let directory = try PolicyDirectory(
      "anchor a a.pem crl=a.crl\nallow * anchor=a\n",
      files: ["a.pem": try authority.pem, "pem": try authority.revocationList([rita])])
    let (from, to) = (directory.path + "/pem", directory.path + "/a.crl")
    try ChildProcess.run(["openssl", "crl", "-in", from, "-outform", "DER", "-out", to])
    #expect(try verdict(try directory.compile().policy, rita) == "certificate revoked")
  }

  @Test func aListThatIsOutOfDateIsAWarningAndRefusesItsIssuersAlone() throws {
    let directory = try PolicyDirectory(
      "anchor other other.pem\nanchor a a.pem crl=a.crl\nallow * anchor=a\n",
      files: [
        "a.pem": try authority.pem, "a.crl": try authority.revocationList(days: -1), "other.pem": try PKI.acme.pem,
      ])
    #expect(
      try directory.warnings == [
        "policy:2:20: a.crl: the revocation list of /CN=Revoker is out of date, so all whom it issued are refused; "
          + "get the new one"
      ])
    let policy = try directory.compile().policy
    #expect(try verdict(policy, try authority.issue(.person("Anna"))) == "CRL has expired")
    #expect(try verdict(policy, PKI.alice) == "good")
  }
}
