import TestSupport
import Testing

@Test func refusesAnIssuerThatOnlyHasTheSameName() throws {
  let mallory = try PKI.impostor.issue(.person("Alice Example", email: "alice@example.org"))
  let record = try expectRefusal(of: mallory, .unknownCA, reason: "issuer")
  #expect(record[.peerName] == "Alice Example")
}

@Test func refusesAStrangersIssuer() throws {
  let stranger = try Authority("Somebody").issue(.person("Alice Example"))
  try expectRefusal(of: stranger, .unknownCA, reason: "issuer")
}
