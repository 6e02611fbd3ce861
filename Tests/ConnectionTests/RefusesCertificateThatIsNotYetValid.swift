import TestSupport
import Testing

@Test func refusesCertificateThatIsNotYetValid() throws {
  let early = try PKI.acme.issue(.person("Early", validity: .future))
  try expectRefusal(of: early, .badCertificate, reason: "not yet valid")
}
