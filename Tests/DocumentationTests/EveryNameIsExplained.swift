import Handoff
import Journal
import Policy
import TLS
import Testing

@Test func everyVariableOfAHandlerIsInTheContract() throws {
  let page = try ManualPage("peertls-handler-contract.7")
  for name in Variable.allCases.map(\.rawValue) + ["STATE_DIRECTORY"] {
    #expect(page.source.contains(try Regex("\n\\.It Ev ([A-Z_]+ , )*\(name)( ,|\n)")), "\(name)")
  }
}

@Test func everyFieldAndEventOfTheJournalIsExplained() throws {
  let page = try ManualPage("peertlsd.8")
  for field in Field.allCases { #expect(page.source.contains("\n.It Ev \(field.rawValue)\n"), "\(field.rawValue)") }
  for event in Event.allCases { #expect(page.has(event.rawValue), "\(event.rawValue)") }
}

@Test func everyConditionLimitAndVerdictOfThePolicyIsExplained() throws {
  let page = try ManualPage("peertls.policy.5")
  for verdict in Verdict.allCases { #expect(page.source.contains("\n.It Ic \(verdict.rawValue)\n")) }
  // The parser names all of its keys when it meets one that is none.
  let error = try #require(throws: PolicyError.self) {
    try PolicySource.parse(Array("allow * \(String(repeating: "q", count: 30))=1".utf8), file: "policy")
  }
  let keys = error.message.matches(of: /([a-z]+)=/).map { $0.output.1 }.filter { !$0.hasPrefix("qqq") }
  #expect(keys.count > 10)
  for key in keys {
    #expect(page.source.contains(try Regex("\n\\.It Cm (.* )?\(key)= Ns")), "\(key)=")
    #expect(page.source.contains("\"\(key)=\""), "\(key)= in the grammar")
  }
  for rights in FileRights.allCases { #expect(page.source.contains("\n.Pq Cm \(rights.rawValue) "), "\(rights)") }
  for flag in ["named", "anonymous"] { #expect(page.source.contains("\n.It Cm \(flag)\n")) }
}

@Test func everyAlertThatIsExplainedIsOne() throws {
  let page = try ManualPage("peertls-session.8")
  let names = Set((0...255).map { Alert.name(UInt8($0)) }.filter { !$0.hasPrefix("alert_") })
  let explained = Set(page.source.matches(of: /\n\.It Ql ([a-z]+_[a-z_]+)\n/).map { String($0.output.1) })
  #expect(explained.subtracting(names).isEmpty)
  let ours: [UInt8] = [
    Alert.certificateRequired, Refusal.policy.alert, Refusal.certificate(.revoked).alert,
    42, 43, 45, 48, 51, 70, 120,
  ]
  for alert in ours { #expect(explained.contains(Alert.name(alert)), "\(Alert.name(alert))") }
}

@Test func everyExitCodeOfASessionIsListed() throws {
  let page = try ManualPage("peertls-session.8")
  let listed = page.section("EXIT STATUS").matches(of: /\n\.It (\d+)\n/).compactMap { Int32($0.output.1) }
  let codes = (Int32(0)...255).filter { SessionExit(rawValue: $0) != nil }
  #expect(codes.count > 5 && listed == codes)
}
