import Foundation
import Journal
import TestSupport
import Testing

private let module = "/usr/lib/softhsm/libsofthsm2.so"

/// SoftHSM with a token `node` that has a key, made by the commands of the manual page; its files are peertls-keyd's.
private final class SoftToken {
  let scratch: Scratch
  let credential: Credential

  init(_ kind: CertificateRequest.Key) throws {
    scratch = try Scratch()
    credential = try PKI.acme.issue(.person("Node", key: kind))
    try scratch.directory("tokens")
    try scratch.write("softhsm2.conf", "directories.tokendir = \(scratch.path)/tokens\nobjectstore.backend = file\n")
    try scratch.write("pin", "123456\n", mode: 0o600)
    try scratch.write("node.key", try String(contentsOfFile: credential.key, encoding: .utf8), mode: 0o600)
    let page = try String(contentsOfFile: Programs.package + "/man/peertls-keyd.8", encoding: .utf8)
    let commands = page.split(separator: "\n").filter { $0.hasPrefix(".Dl # ") }.map { $0.dropFirst(6) }
    guard commands.count == 5, let last = commands.last, last.hasPrefix("chown") else {
      throw TestFailure("the page has other commands: \(commands)")
    }
    var script = "set -e; cd \"$0\"\n" + commands.dropLast().joined(separator: "\n")
    if Programs.isPrivileged {
      script +=
        "\n"
        + last.replacing("peertls-keyd", with: Programs.keyAccount).replacing("/var/lib/softhsm", with: scratch.path)
        .replacing("/etc/peertls", with: scratch.path)
    }
    try ChildProcess.run(["env", "SOFTHSM2_CONF=\(scratch.path)/softhsm2.conf", "sh", "-c", script, scratch.path])
    guard !FileManager.default.fileExists(atPath: scratch.path + "/key.p8") else {
      throw TestFailure("a key is left")
    }
  }

  /// The URI; parts can be changed.
  func uri(token: String = "node", object: String = "key", module: String = module, pin: String? = nil) -> String {
    "pkcs11:token=\(token);object=\(object)?module-path=\(module)&pin-source=\(pin ?? scratch.path + "/pin")"
  }

  func setup(_ uri: String, settings: [String: String] = [:]) -> NodeSetup {
    var setup = NodeSetup()
    setup.credential = credential
    setup.settings.merge(settings) { $1 }
    setup.settings["PrivateKey"] = uri
    setup.environment["SOFTHSM2_CONF"] = scratch.path + "/softhsm2.conf"
    return setup
  }
}

@Test(arguments: [CertificateRequest.Key.p256, .p384, .rsa], ["-tls1_3", "-tls1_2"])
func aTokenSignsHandshakes(_ kind: CertificateRequest.Key, _ version: String) throws {
  let token = try SoftToken(kind)
  let setup = token.setup(token.uri(), settings: ["MinimumTLS": "1.2"])
  try expectWelcome(for: PKI.alice, by: setup, options: [version])
  if kind == .rsa && version == "-tls1_2" {
    try expectWelcome(for: PKI.alice, by: setup, options: [version, "-sigalgs", "RSA+SHA256:ECDSA+SHA256"])
  }
}

/// There is no key in a file, and none is looked for.
@Test func aNodeWithATokenNeedsNoKeyFile() throws {
  let token = try SoftToken(.p256)
  let node = try Node(token.setup(token.uri()))
  try FileManager.default.removeItem(atPath: node.scratch.path + "/etc/node.key")
  let before = node.keyds
  node.signal(SIGHUP)
  _ = try node.trail.wait(for: .policyLoaded, count: 2)
  #expect(node.keyds.contains { !before.contains($0) })
  let caller = try Caller(node, as: PKI.alice)
  try node.report { try caller.exchange("hello") }
  caller.finish()
  #expect(try node.stop() == 0)
}

/// Whatever is not there is said in one line, and at a reload what was in force stays.
@Test func whatATokenLacksIsToldInOneLine() throws {
  let token = try SoftToken(.p256)
  try token.scratch.write("wrong", "000000\n", mode: 0o644)
  let node = try Node(token.setup(token.uri()))
  let faults: [(String, String)] = [
    (token.uri(module: "/nonexistent.so"), "cannot load the module /nonexistent.so"),
    (token.uri(token: "other"), "no token that is there matches"),
    (token.uri(object: "other"), "no private key of the token matches object= or id="),
    (token.uri(pin: "/nonexistent"), "pin-source=: open /nonexistent: No such file"),
    (token.uri(pin: token.scratch.path + "/wrong"), "the token does not take the PIN"),
    ("pkcs11:token=node;object=key", "module-path= is missing"),
    ("pkcs11:token=node;object=key?module-path=\(module)", "pin-source= is missing"),
    ("pkcs11:token=%zz", "no PKCS#11 URI (RFC 7512)"),
  ]
  for (index, (uri, complaint)) in faults.enumerated() {
    try node.reload(token.setup(uri))
    let rejected = try node.trail.wait(for: .policyRejected, count: index + 1)[index]
    #expect(rejected[.reason]?.contains(complaint) == true, "\(rejected[.reason] ?? "")")
  }
  var mixed = token.setup(token.uri())
  mixed.credential = PKI.bob
  try node.reload(mixed)
  let rejected = try node.trail.wait(for: .policyRejected, count: faults.count + 1)[faults.count]
  #expect(rejected[.reason]?.contains("it is not the key of the first certificate") == true, "\(node.trail.tail)")
  let caller = try Caller(node, as: PKI.alice)
  try node.report { try caller.exchange("as before") }
  caller.finish()
  #expect(try node.stop() == 0)
}
