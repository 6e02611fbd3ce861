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
