import Foundation
import TLS
import TestSupport
import Testing

@Test func everyFailuresAlertIsTheOneThatOpenSSLSends() throws {
  let node = try Credentials(
    certificates: [UInt8](try Data(contentsOf: URL(filePath: PKI.bob.chain))),
    key: [UInt8](try Data(contentsOf: URL(filePath: PKI.bob.key))), certificateName: "node.crt", keyName: "node.key")
  for code in Int32(1)...100 {
    let refusal = Refusal.certificate(ChainFailure(code: code))
    let ending = try Handshake.between(server: node, judge: Judging { refusal })
    #expect(ending.alertSent == refusal.alert, "\(code), \(ChainFailure(code: code))")
    #expect(ending.client == .failed(.alert(refusal.alert)), "\(code)")
    // A client refuses at once, with the alert into which OpenSSL itself translates.
    let refused = try Handshake.between(server: node, judge: Judging { nil }, calling: Judging { refusal })
    #expect(refused.alertOfClient == refusal.alert, "\(code)")
    #expect(refused.client == .failed(.refused), "\(code)")
  }
  let ending = try Handshake.between(server: node, judge: Judging { .policy })
  #expect(ending.server == .failed(.refused))
  #expect(ending.client == .failed(.alert(Refusal.policy.alert)))
  #expect(Alert.name(Refusal.policy.alert) == "access_denied")
}
