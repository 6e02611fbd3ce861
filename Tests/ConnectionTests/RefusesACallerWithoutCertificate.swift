import Testing

@Test func refusesACallerWithoutCertificate() throws {
  try expectRefusal(of: nil, .certificateRequired, reason: "no certificate")
}
