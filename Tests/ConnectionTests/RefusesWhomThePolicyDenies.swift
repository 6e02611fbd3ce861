import TestSupport
import Testing

private let anchor = "anchor acme anchors/acme.pem\n"

@Test func refusesWhoIsOnTheBlockList() throws {
  let eve = try PKI.acme.issue(.person("Eve Example", email: "eve@example.org"))
  for entry in ["cert:\(eve.fingerprint)", "key:\(eve.keyFingerprint)", "eve@Example.ORG"] {
    let setup = NodeSetup(
      policy: anchor + "list pests lists/pests\n\ndeny * list=pests\nallow * anchor=acme\n",
      files: ["lists/pests": "# pests\n\(entry)\n"])
    let record = try expectRefusal(of: eve, by: setup, .accessDenied, rule: "policy:4", reason: "denied by policy:4")
    #expect(record[.peerName] == "Eve Example")
    #expect(record[.peerEmail] == "eve@example.org")
  }
}

@Test func refusesWhomNoRuleLetsIn() throws {
  let setup = NodeSetup(policy: anchor + "allow * anchor=acme email=*@example.com\n")
  try expectRefusal(of: PKI.alice, by: setup, .accessDenied, reason: "no rule")
}

@Test func refusesAServiceThatTheRuleDoesNotName() throws {
  let setup = NodeSetup(policy: anchor + "allow chat anchor=acme\n")
  try expectRefusal(of: PKI.alice, by: setup, .accessDenied, reason: "no rule")
}

@Test func refusesAKnockWhereNobodyHearsIt() throws {
  let setup = NodeSetup(policy: anchor + "knock * anchor=acme\n")
  try expectRefusal(
    of: PKI.alice, by: setup, .accessDenied, rule: "policy:2", verdict: "knock", reason: "no handler knock")
}

@Test func refusesAnotherPlace() throws {
  let setup = NodeSetup(policy: anchor + "allow * anchor=acme from=2001:db8::/32\n")
  try expectRefusal(of: PKI.alice, by: setup, .accessDenied, reason: "no rule")
}

@Test func saysBadCertificateWhereTLS12HasNoBetterWord() throws {
  var setup = NodeSetup(policy: anchor + "deny * email=alice@example.org\n")
  setup.settings["MinimumTLS"] = "1.2"
  try expectRefusal(
    of: PKI.alice, by: setup, .badCertificate, rule: "policy:2", reason: "denied by policy:2", options: ["-tls1_2"])
}
