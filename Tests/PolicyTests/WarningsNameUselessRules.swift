import Policy
import Testing

private func warnings(_ text: String) throws -> [String] {
  let preamble = "anchor acme a\nlist friends f\n"
  let source = try PolicySource.parse(Array((preamble + text).utf8), file: "policy")
  return source.warnings(services: ["chat", "file"]).map(\.description)
}

private let shadowed = "policy:4:1: this rule never decides, for line 3 matches first whenever it could"

@Test(arguments: [
  ("deny *", "allow chat"), ("deny *", "allow chat anonymous"), ("allow *", "allow chat named"),
  ("allow chat file", "knock file anchor=acme"), ("allow chat list=friends", "allow chat cn=x list=friends"),
  ("allow * anchor=acme", "deny chat cn=x anchor=acme"), ("deny * cn=x", "allow * cn=x named"),
  ("deny * until=2027-01-01", "allow * until=2026-01-01"),
  ("allow chat anonymous", "allow chat anonymous from=::/1"),
]) func aRuleBehindAWiderOneIsNamed(first: String, second: String) throws {
  #expect(try warnings(first + "\n" + second) == [shadowed])
}

@Test(arguments: [
  ("allow *", "allow chat anonymous"), ("allow *", "allow chat list=friends"), ("allow *", "deny chat cn=x"),
  ("allow chat", "allow *"), ("allow chat named", "allow chat"), ("deny * until=2027-01-01", "allow *"),
  ("deny * cn=x", "allow * cn=y"), ("allow chat", "allow file"),
]) func aRuleThatCanDecideIsNot(first: String, second: String) throws {
  #expect(try warnings(first + "\n" + second) == [])
}

@Test func aServiceWithoutHandlerIsNamed() throws {
  #expect(
    try warnings("allow chta") == ["policy:3:1: no handler serves \"chta\", which this rule names"])
  #expect(
    try warnings("allow chat naemd") == [
      "policy:3:1: no handler serves \"naemd\", which this rule names (did you mean \"named\"?)"
    ])
  #expect(try warnings("allow chat file") == [])
  let chatOnly = try PolicySource.parse(Array("allow file".utf8), file: "policy").warnings(services: ["chat"])
  #expect(chatOnly.map(\.message) == ["no handler serves \"file\", which this rule names"], "file is no slip of files")
}

@Test(arguments: [("read", true), ("none", true), ("write", false), ("drop", false)])
func aQuotaForWhoWritesNothingIsNamed(files: String, isNamed: Bool) throws {
  let warning = "policy:3:1: this rule has quota=, and by files=\(files) nothing is written that could count"
  #expect(try warnings("allow file files=\(files) quota=1G") == (isNamed ? [warning] : []))
  #expect(try warnings("allow file files=\(files)") == [])
}

@Test func aQuotaAloneIsNotNamed() throws {
  #expect(try warnings("allow file quota=1G") == [])
}

/// The holder of a certificate can change its hash: an ECDSA signature has several forms.
@Test func aDenyByCertificateIsNamed() throws {
  let pin = String(repeating: "ab", count: 32)
  #expect(
    try warnings("deny * cert=\(pin)") == [
      "policy:3:1: this rule denies by cert=, and whoever holds a certificate can change its bytes, and so its SHA-256, "
        + "without breaking it; deny by key= instead"
    ])
  #expect(try warnings("deny * key=\(pin)") == [])
  #expect(try warnings("allow * cert=\(pin)") == [])
}
