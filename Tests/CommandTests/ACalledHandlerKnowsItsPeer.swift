import Foundation
import TestSupport
import Testing

/// Its environment and its arguments, each on a line.
private let tellingAll = """
  #!/usr/bin/python3 -I
  import os, sys
  with open("env", "w") as file: file.writelines(f"{name}={value}\\n" for name, value in os.environ.items())
  with open("arguments", "w") as file: file.writelines(word + "\\n" for word in sys.argv[1:])
  with open("directory", "w") as file: file.write(os.getcwd() + "\\n")
  """

private func environment(_ alice: Correspondent) throws -> [String: String] {
  #expect(try alice.run("message", "bob", "--wait", "0", "hello").code == 75)
  let run = try alice.run("deliver", "bob", "--now")
  #expect(run.code == 75, "\(run.errors)")
  let lines = try alice.scratch.read("chat/env").split(separator: "\n").map { line in
    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts[0]), String(parts[1]))
  }
  return Dictionary(uniqueKeysWithValues: lines)
}

@Test func aCalledHandlerKnowsItsPeerByTheCertificate() throws {
  let node = try Node(.chat)
  let alice = try Correspondent(
    PKI.alice, contacts: "# mine\nbob \(node.address) anchor=acme email=bob@example.org\n",
    policy: "list other gone\nanchor acme acme.pem\n", handler: tellingAll)
  var environment = try environment(alice)
  // Python's own, where the locale is C.
  environment["LC_CTYPE"] = nil

  let session = environment.removeValue(forKey: "PEERTLS_SESSION") ?? ""
  #expect(session.count == 16 && session.allSatisfy(\.isHexDigit))
  #expect(Int(environment.removeValue(forKey: "TCPLOCALPORT") ?? "") ?? 0 > 0)
  let subject = environment.removeValue(forKey: "SSL_PEER_CERT_SUBJECT") ?? ""
  #expect(subject.contains("CN=Bob Example"))
  #expect(environment.removeValue(forKey: "PEERTLS_PEER_ISSUER")?.contains("CN=Acme Issuer") == true)
  let port = String(node.port)
  #expect(
    environment == [
      "PROTO": "TCP", "TCPLOCALIP": "::1", "TCPREMOTEIP": "::1", "TCPREMOTEPORT": port, "REMOTE_ADDR": "::1",
      "REMOTE_PORT": port, "SSL_PROTOCOL": "TLSv1.3", "SSL_CIPHER": environment["SSL_CIPHER"] ?? "none",
      "SSL_PEER_CERT_HASH": "SHA256:" + PKI.bob.fingerprint, "PEERTLS_SERVICE": "chat",
      "PEERTLS_RULE": "contacts:2", "PEERTLS_PEER_NAME": "Bob Example", "PEERTLS_PEER_EMAIL": "bob@example.org",
      "PEERTLS_PEER_EMAILS": "bob@example.org", "PEERTLS_PEER_USERID": "bob",
      "PEERTLS_PEER_CERT": PKI.bob.fingerprint, "PEERTLS_PEER_KEY": PKI.bob.keyFingerprint,
      "PEERTLS_PEER_ANCHOR": "acme", "PEERTLS_NODE_NAME": "Alice Example",
      "PEERTLS_NODE_EMAIL": "alice@example.org", "PEERTLS_NODE_EMAILS": "alice@example.org",
      "PEERTLS_NODE_USERID": "alice", "PEERTLS_NODE_KEY": PKI.alice.keyFingerprint,
      "STATE_DIRECTORY": alice.state,
    ])
  #expect(try alice.scratch.read("chat/arguments") == "first\n--until-sent\n")
  #expect(try alice.scratch.read("chat/directory") == alice.state + "\n")
  #expect(try alice.messages("bob@example.org", "out").count == 1)
}

@Test func nobodyVouchesForAContactThatIsAKey() throws {
  let node = try Node(.chat)
  let alice = try Correspondent(
    PKI.alice, contacts: "bob \(node.address) key=\(PKI.bob.keyFingerprint)\n", handler: tellingAll)
  let environment = try environment(alice)
  #expect(environment["PEERTLS_PEER_ANCHOR"] == nil)
  #expect(environment["PEERTLS_RULE"] == "contacts:1")
  #expect(try alice.messages(PKI.bob.keyFingerprint, "out").count == 1)
}
