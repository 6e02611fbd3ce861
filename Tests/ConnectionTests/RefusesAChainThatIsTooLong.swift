import TestSupport
import Testing

private func chain(intermediates count: Int) throws -> Credential {
  var authority = PKI.acme
  for number in 1...count { authority = try Authority("Intermediate \(number)", under: authority) }
  return try authority.issue(.person("Far Away"))
}

@Test func refusesAChainThatIsTooLong() throws {
  try expectRefusal(of: try chain(intermediates: 5), .unknownCA, reason: "chain too long")
}

@Test func acceptsAChainOfFourIntermediates() throws {
  try expectWelcome(for: try chain(intermediates: 4))
}
