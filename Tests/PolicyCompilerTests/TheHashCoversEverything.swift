import PolicyCompiler
import TestSupport
import Testing

@Test func theHashCoversEverything() throws {
  let crl = try PKI.acme.revocationList()
  let policy = "anchor acme acme.pem crl=acme.crl\nlist friends friends\nallow * list=friends\n"
  let files = [
    "acme.pem": try PKI.acme.pem, "acme.crl": crl, "friends": "a@example.org\n",
    "handlers/chat.handler": "[Handler]\nExecStart=cat\nALPN=sip\n", "node.crt": try PKI.bob.certificatePEM,
  ]
  func hash(_ policy: String, _ files: [String: String]) throws -> String {
    let (numbers, compiled) = try PolicyDirectory(policy, files: files).compile()
    #expect(compiled.hash == numbers.hash.description)
    return compiled.hash
  }
  let first = try hash(policy, files)
  #expect(try hash(policy, files) == first, "the same files have the same hash")
  #expect(try hash(policy + "# a comment\n", files) != first)
  let changes = [
    "acme.pem": try PKI.acme.pem + "\n", "acme.crl": crl + "\n", "friends": "b@example.org\n",
    "handlers/chat.handler": "[Handler]\nExecStart=cat\nALPN=sip2\n", "node.crt": try PKI.alice.certificatePEM,
  ]
  for (name, text) in changes {
    #expect(try hash(policy, files.merging([name: text]) { $1 }) != first, "\(name)")
  }
}
