import TestSupport
import Testing

@Test func explainSaysWhatTheHandshakeWould() throws {
  let directory = try PolicyDirectory(
    "anchor acme acme.pem\nallow chat  anchor=acme   cn=alice*  # my friend\nknock * anchor=acme\nallow file anonymous files=read quota=3K\n",
    files: [
      "acme.pem": try PKI.acme.pem, "handlers/chat.handler": "[Handler]\nExecStart=cat\nALPN=sip/2\n",
      "handlers/file.handler": "[Handler]\nExecStart=cat\n",
    ])
  func explain(_ caller: String..., service: String = "chat") throws -> Run {
    try Run([Programs.path("peertls"), "policy", "explain", "--config", directory.path, "--service", service] + caller)
  }
  let alice = try explain("--cert", PKI.alice.chain, service: "sip/2")
  #expect(alice.code == 0)
  for line in [
    "verdict:   allow", "service:   chat", "rule:      policy:2",
    "policy:    allow chat  anchor=acme   cn=alice*  # my friend",
    "alert:     none, the caller is let in", "name:      Alice Example", "email:     alice@example.org",
    "cert:      cert:\(PKI.alice.fingerprint)", "key:       key:\(PKI.alice.keyFingerprint)",
  ] {
    #expect(alice.output.contains(line + "\n"), "\(line)")
  }
  let bob = try explain("--cert", PKI.bob.chain)
  #expect(bob.code == 2 && bob.output.contains("verdict:   knock\n"))
  let mallory = try explain("--cert", try PKI.impostor.issue(.person("Alice Example")).chain)
  #expect(mallory.code == 1 && mallory.output.contains("alert:     unknown_ca\n"))
  let nobody = try explain("--no-certificate")
  #expect(nobody.code == 1 && nobody.output.contains("alert:     certificate_required\n"))
  let reader = try explain("--no-certificate", service: "file")
  #expect(reader.code == 0 && reader.output.contains("files:     read\nquota:     3072 bytes\n"))
  #expect(!alice.output.contains("files:") && !alice.output.contains("quota:"))
  #expect(try explain("--cert", directory.path + "/gone").code == 66)
  #expect(try explain("--cert", directory.path + "/policy").code == 65)
  #expect(try explain("--cert", PKI.alice.chain, "--from", "127.0.0.1").code == 64)
  #expect(try explain().code == 64)
  let unknown = try explain("--no-certificate", service: "nosuch")
  #expect(unknown.code == 66 && unknown.output.isEmpty)
  #expect(unknown.errors == "peertls: there is no service nosuch; there are: chat file\n")
  for malformed in ["", "Ab c", "\u{e9}", String(repeating: "a", count: 33)] {
    #expect(try explain("--no-certificate", service: malformed).code == 64, "\(malformed)")
  }
}

@Test func withoutHandlersThereIsNoServiceToExplain() throws {
  let directory = try PolicyDirectory("allow chat anonymous\n")
  for service in [[], ["--service", "chat"]] {
    let child = try ChildProcess(
      [Programs.path("peertls"), "policy", "explain", "--config", directory.path, "--no-certificate"] + service)
    #expect(try child.wait() == 66)
    try child.errors.waitForEnd()
    #expect(child.errors.text.contains("\(directory.path)/handlers/NAME.handler"))
  }
}

@Test func aNameCannotWriteToTheTerminal() throws {
  let directory = try PolicyDirectory(
    "anchor acme acme.pem\nallow * anchor=acme\n",
    files: ["acme.pem": try PKI.acme.pem, "handlers/x.handler": "[Handler]\nExecStart=cat\n"])
  let eve = try PKI.acme.issue(.person("Eve \u{202e}ecilA"))
  let run = try peertls("policy", "explain", "--config", directory.path, "--service", "x", "--cert", eve.chain)
  #expect(run.code == 0)
  #expect(run.output.contains("name:      Eve \\xe2\\x80\\xaeecilA\n"))
  #expect(!run.output.contains("\u{202e}"))
}
