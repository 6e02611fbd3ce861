import TestSupport
import Testing

@Test func refusesASelfSignedCertificateThatIsNotPinned() throws {
  let stranger = try Authority.selfSigned(.person("Alice Example"))
  try expectRefusal(of: stranger, .unknownCA, reason: "self")
}
