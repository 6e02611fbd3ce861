import TestSupport
import Testing

@Test func aContactNamesSomebody() throws {
  let (node, scratch) = (try Node(), try Scratch())
  let nobody = [
    "from=::/0", "from=::1/128 until=2099-01-01", "anchor=acme", "anchor=acme named", "anchor=acme email=*@*",
    "anchor=acme cn=* from=::/0",
  ]
  let somebody = ["from=::/0 key=\(PKI.bob.keyFingerprint)", "anchor=acme cn=Bob*", "anchor=acme email=*@example.org"]
  let lines = (nobody + somebody).enumerated().map { "c\($0) \(node.address) \($1)\n" }
  let me = try scratch.person(PKI.alice, contacts: lines.joined(), policy: "anchor acme acme.pem\n")
  for index in nobody.indices {
    let run = try peertls("connect", "--config", me, "c\(index)", "echo", input: "a secret\n")
    #expect(run.code == 78 && run.output.isEmpty, "\(nobody[index])")
    #expect(run.errors.contains("/contacts:\(index + 1):"), "\(run.errors)")
    #expect(run.errors.contains("name nobody") && run.errors.contains("add cert=, key="), "\(run.errors)")
  }
  for index in somebody.indices {
    let run = try peertls("connect", "--config", me, "c\(nobody.count + index)", "echo", input: "hello\n")
    #expect(run.code == 0 && run.output == "hello\n", "\(run.errors)")
  }
}
