import Foundation
import Handoff
import TestSupport
import Testing

private func complaint(_ credential: Credential, key: String) throws -> String {
  let keyd = try Keyd(credential, key: key)
  guard case .failed(let reason)? = try keyd.hear() else { throw TestFailure("it takes the key") }
  #expect(try keyd.waitForEnd() == 78)
  return reason
}

private let name = "the node's key (node.key, or systemd's credential of that name)"

@Test func anothersKeyIsRefused() throws {
  #expect(
    try complaint(PKI.bob, key: PKI.alice.key)
      == "read \(name): it is not the key of the first certificate in node.crt")
}

@Test func whatIsNoKeyIsRefused() throws {
  for file in [PKI.bob.chain, "/dev/null"] {
    let reason = try complaint(PKI.bob, key: file)
    #expect(reason.hasPrefix("read \(name): no private key in PEM form without a passphrase"), "\(reason)")
  }
}

@Test func aKeyBehindAPassphraseIsRefused() throws {
  let path = PKI.bob.key + ".sealed"
  try ChildProcess.run(["openssl", "pkey", "-in", PKI.bob.key, "-aes256", "-passout", "pass:x", "-out", path])
  #expect(try complaint(PKI.bob, key: path).contains("without a passphrase"))
}

@Test func aKeyThatSessionsWouldNotAnswerWithIsRefused() throws {
  let weak = try PKI.acme.issue(.person("Bob", key: .shortRSA))
  #expect(try complaint(weak, key: weak.key) == "use the certificate and key: ee key too small")
}

@Test(arguments: ["ed448", "ec -pkeyopt ec_paramgen_curve:P-521"])
func aKeyThatIsNotSpokenIsRefused(_ kind: String) throws {
  let scratch = try Scratch()
  let (key, chain) = (scratch.path + "/node.key", scratch.path + "/node.crt")
  try ChildProcess.run([
    "sh", "-c", "openssl req -x509 -newkey \(kind) -nodes -subj /CN=Bob -keyout \(key) -out \(chain)",
  ])
  #expect(
    try complaint(try Credential(chain: chain, key: key), key: key)
      == "use the key: not an RSA, P-256, P-384 or Ed25519 key")
}

/// What was wrong with its arguments nobody but a person could have done.
@Test func itIsStartedByTheAcceptorAlone() throws {
  let child = try ChildProcess([Programs.path("peertls-keyd"), "--help"])
  #expect(try child.wait() == 64)
  try child.errors.waitForEnd()
  #expect(child.errors.text.contains("peertlsd starts it; see peertls-keyd(8)"))
}
