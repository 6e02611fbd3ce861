import PolicyCompiler
import TestSupport
import Testing

@Test func warningsSayWhatWasNotMeant() throws {
  let expired = try Authority.selfSigned(.person("Old Issuer", validity: .expired))
  let directory = try PolicyDirectory(
    "anchor old old.pem\nallow chatt anchor=old\nknock * anchor=old\n",
    files: ["old.pem": try expired.certificatePEM, "handlers/chat.handler": "[Handler]\nExecStart=cat\n"])
  #expect(
    try directory.warnings == [
      "policy:1:12: old.pem: CN=Old Issuer has expired, so nobody whom it issued gets in",
      "policy:2:1: no handler serves \"chatt\", which this rule names (did you mean \"chat\"?)",
      "policy:3:1: there is no handler knock, so knocks are only recorded in the journal",
    ])
}

@Test func aListThatDeniesByCertificateIsNamed() throws {
  let pin = String(repeating: "ab", count: 32)
  let policy = "list pests pests\nlist friends friends\ndeny * list=pests\nallow * list=friends\n"
  func warnings(pests: String) throws -> [String] {
    try PolicyDirectory(policy, files: ["pests": pests, "friends": "cert:\(pin)\n"]).warnings
  }
  #expect(try warnings(pests: "key:\(pin)\nanna@example.org\n") == [])
  // With and without a last newline, and once for a list.
  for pests in ["# pests\ncert:\(pin)", "# pests\ncert:\(pin)\ncert:\(pin)\n"] {
    #expect(
      try warnings(pests: pests) == [
        "policy:3:1: this rule denies by list=pests, and pests:2 is a cert: entry; whoever holds a certificate can "
          + "change its bytes, and so its SHA-256, without breaking it; deny by key: instead"
      ])
  }
}

@Test func aRuleWhoseTimeIsPastIsNamed() throws {
  let directory = try PolicyDirectory("list mine mine\nallow * list=mine until=2030-01-01\n", files: ["mine": ""])
  #expect(try directory.compile(now: 1_800_000_000).numbers.warnings == [])
  let later = try directory.compile(now: 1_900_000_000).numbers.warnings.map(\.description)
  #expect(later == ["\(directory.path)/policy:2:1: the until= of this rule is past, so it decides nothing any more"])
}
