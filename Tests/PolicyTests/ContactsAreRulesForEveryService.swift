import Policy
import Testing

private func contact(_ conditions: String) throws(PolicyError) -> Rule {
  try Rule.parse(
    conditions: conditions, anchors: ["acme", "other"], lists: ["friends"], file: "contacts", line: 7, column: 12)
}

@Test func contactsAreRulesForEveryService() throws {
  let key = String(repeating: "e2", count: 32)
  let pinned = try contact("key=\(key) until=2027-01-01")
  #expect(pinned.services.isEmpty && pinned.verdict == .allow && pinned.line == 7 && pinned.until != nil)
  #expect(pinned.conditions == [.key(People.fingerprint(0xe2))])
  let rules = RuleSet(rules: [try contact("anchor=acme email=*@example.org")], anchorNames: ["acme"], listNames: [])
  for (name, rule) in [("alice", "policy:7"), ("alice!", "default"), ("bob", "default")] {
    #expect(rules.decide(People.caller(name, service: "file"), now: 0, lists: People.lookUp).rule == rule)
  }
}

@Test(arguments: [
  ("", "contacts:7:12: found nothing; expected conditions such as key=SHA256"),
  ("  # none", "contacts:7:12: found nothing; expected conditions such as key=SHA256"),
  ("cn=x anonymous", "contacts:7:17: found anonymous; expected only conditions that say who it is"),
  ("cn=x idle=5", "contacts:7:17: found idle; expected only conditions that say who it is"),
  (
    "cn=x anchor=acm",
    "contacts:7:24: there is no anchor \"acm\"; declared before this line: acme, other (did you mean \"acme\"?)"
  ),
  ("alice", "contacts:7:12: found \"alice\"; expected KEY=VALUE, named or anonymous (services come first)"),
]) func contactErrorsNameTheirPlace(conditions: String, message: String) {
  do {
    _ = try contact(conditions)
    Issue.record("\(conditions) was taken")
  } catch {
    #expect(error.description == message)
  }
}
