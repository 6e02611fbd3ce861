import Foundation
import TestSupport
import Testing

/// What no module needs is refused to it, whatever its user may.
@Test func aTokensModuleIsConfined() throws {
  let token = try SoftToken(.p256, isBehindProxy: true)
  let report = "tokens/report"
  try token.proxy?.say("escape \(token.scratch.path)/\(report)")
  let node = try Node(token.setup())
  let keyd = try #require(node.keyds.first)
  #expect(ProcessTable.status(of: keyd, "Seccomp") == "2")
  #expect(ProcessTable.status(of: keyd, "NoNewPrivs") == "1")
  let results = try token.scratch.read(report).split(separator: "\n")
  #expect(results.count >= 12)
  // Errno EPERM.
  #expect(results.allSatisfy { $0.hasSuffix(" 1") }, "\(results)")
  let caller = try Caller(node, as: PKI.alice)
  try node.report { try caller.exchange("signed") }
  caller.finish()
  #expect(try node.stop() == 0)
}

/// The token can be another process's, which the module reaches by a socket.
@Test func aModuleMayBeElsewhere() throws {
  let token = try SoftToken(.p256)
  let address = token.scratch.path + "/tokens/server"
  let account = Programs.isPrivileged ? ["setpriv", "--reuid", Programs.keyAccount, "--clear-groups"] : []
  let server = try ChildProcess(
    account + ["p11-kit", "server", "-f", "--provider", SoftToken.module, "--name", address, "pkcs11:"],
    environment: ["SOFTHSM2_CONF": token.scratch.path + "/softhsm2.conf"])
  defer { server.signal(SIGTERM) }
  _ = try eventually("the socket") { FileManager.default.fileExists(atPath: address) ? true : nil }
  let module = try #require(
    ["x86_64", "aarch64"].map { "/usr/lib/\($0)-linux-gnu/pkcs11/p11-kit-client.so" }
      .first { FileManager.default.fileExists(atPath: $0) })
  var setup = token.setup(token.uri(module: module))
  setup.environment["P11_KIT_SERVER_ADDRESS"] = "unix:path=" + address
  let node = try Node(setup)
  let caller = try Caller(node, as: PKI.alice)
  try node.report { try caller.exchange("from afar") }
  caller.finish()
  #expect(try node.stop() == 0)
}
