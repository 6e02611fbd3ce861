import Handoff
import Testing

@Test func aVariableWithoutAValueIsNotSet() {
  #expect(
    Samples.environment.strings == ["PROTO=TLS", "PEERTLS_SESSION=00000000000000ff", "PEERTLS_PEER_NAME=Zoë Example"])
}

@Test func controlCharactersBecomeQuestionMarks() {
  var environment = HandlerEnvironment()
  environment[.peerName] = "a\nb\0c\u{7f}d\u{85}e\u{1b}[2J"
  #expect(environment[.peerName] == "a?b?c?d?e?[2J")
}

@Test func longValuesAreCutBetweenCharacters() {
  var environment = HandlerEnvironment()
  environment[.peerOrganization] = String(repeating: "€", count: 1000)
  #expect(environment[.peerOrganization] == String(repeating: "€", count: 85))
  environment[.peerOrganization] = String(repeating: "x", count: 256)
  #expect(environment[.peerOrganization].utf8.count == 256)
}
