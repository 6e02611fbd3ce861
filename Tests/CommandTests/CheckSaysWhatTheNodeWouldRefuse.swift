import Foundation
import TestSupport
import Testing

private let account = Programs.isPrivileged ? ["--user", "nobody"] : []

/// A fresh node's directory.
private func fresh(_ scratch: Scratch, _ name: String = "node") throws -> String {
  let directory = scratch.path + "/" + name
  try ChildProcess.run(
    [Programs.path("peertls"), "node", "init", directory, "--name", "Bob", "--email", "bob@example.org"] + account)
  return directory
}

@Test(arguments: [
  ("peertlsd.conf", "[Node]\nMaxSesions=3\n", "peertlsd.conf:2:1: unknown setting MaxSesions="),
  ("handlers/echo.handler", "[Handler]\nControl=yes\n", "echo.handler: ExecStart= is missing"),
]) func checkRefusesWhatTheNodeDoes(_ file: String, _ text: String, _ error: String) throws {
  let scratch = try Scratch()
  let directory = try fresh(scratch)
  #expect(try peertls("policy", "check", "--config", directory).code == 0)
  try scratch.write("node/" + file, text)
  let run = try peertls("policy", "check", "--config", directory)
  #expect(run.code == 1 && run.output.isEmpty && run.errors.contains(error), "\(run.errors)")
}

@Test func checkLooksAtTheCredentials() throws {
  let scratch = try Scratch()
  let (directory, other) = (try fresh(scratch), try fresh(scratch, "other"))
  try scratch.write("node/node.key", try scratch.read("other/node.key"), mode: 0o600)
  let mixed = try peertls("policy", "check", "--config", directory)
  #expect(mixed.code == 1 && mixed.errors.contains("it is not the key of the first certificate"), "\(mixed.errors)")
  try FileManager.default.removeItem(atPath: directory + "/node.crt")
  let missing = try peertls("policy", "check", "--config", directory)
  #expect(missing.code == 1 && missing.errors.contains("/node.crt: there is no such file"), "\(missing.errors)")
  // systemd may give it.
  try FileManager.default.removeItem(atPath: other + "/node.key")
  let keyless = try peertls("policy", "check", "--config", other)
  #expect(keyless.code == 0 && keyless.errors.contains("/node.key: warning: there is none"), "\(keyless.errors)")
}

@Test(.enabled(if: Programs.isPrivileged, "only root can be somebody else"))
func aKeyThatOnlyTheNodeReadsIsNoError() throws {
  let scratch = try Scratch()
  let directory = try fresh(scratch)
  func check() throws -> (code: Int32, errors: String) {
    let child = try ChildProcess([
      "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Programs.path("peertls"), "policy", "check",
      "--config", directory,
    ])
    let code = try child.wait()
    try child.errors.waitForEnd()
    return (code, child.errors.text)
  }
  let (code, errors) = try check()
  #expect(code == 0 && errors.contains("/node.key: warning: not readable for nobody"), "\(errors)")
  // What the node's own user may not read is an error that names that user.
  chmod(directory + "/lists", 0o700)
  let denied = try check()
  #expect(denied.code == 1 && denied.errors.contains("Permission denied to user nobody"), "\(denied.errors)")
}

/// A node of root's has its policy compiled as another user.
@Test(
  .enabled(if: Programs.isPrivileged, "only root's node does"), arguments: ["lists/friends", "policy", "handlers", "."])
func checkReadsAsTheNodeDoes(_ file: String) throws {
  let scratch = try Scratch()
  let directory = try fresh(scratch)
  #expect(try peertls("policy", "check", "--config", directory).code == 0)
  chmod(directory + "/" + file, 0o700)
  let run = try peertls("policy", "check", "--config", directory)
  #expect(run.code == 1 && run.errors.contains("Permission denied to user nobody, who must read it"), "\(run)")
}

@Test func checkLooksForATokensFiles() throws {
  let scratch = try Scratch()
  let directory = try fresh(scratch)
  func check(_ uri: String) throws -> Run {
    let accounts = Programs.isPrivileged ? "SessionUser=nobody\nKeyUser=nobody\n" : ""
    try scratch.write("node/peertlsd.conf", "[Node]\n\(accounts)PrivateKey=\(uri)\n")
    return try Run([Programs.path("peertls"), "policy", "check", "--config", directory])
  }
  let gone = try check("pkcs11:token=x?module-path=/nosuch.so")
  #expect(gone.code == 1 && gone.errors.contains("module-path=/nosuch.so: there is no such file"), "\(gone)")
  let there = try check("pkcs11:token=x?module-path=\(Programs.path("peertls"))&pin-source=/nosuch")
  #expect(there.code == 1 && there.errors.contains("pin-source=/nosuch: there is no such file"), "\(there)")
  let whole = try check("pkcs11:token=x?module-path=\(Programs.path("peertls"))&pin-source=/dev/null")
  #expect(whole.code == 0 && whole.errors.contains("the token is not asked for its key"), "\(whole)")
  #expect(whole.errors.split(separator: "\n").count == 1, "each warning once")
  #expect(try check("pkcs11:token=x?module-path=p11-kit-client.so").code == 0)
}

@Test func checkWarnsOfWhatServesNobody() throws {
  let scratch = try Scratch()
  let directory = try fresh(scratch)
  let user = Programs.isPrivileged ? "User=nobody\n" : ""
  try scratch.write("node/handlers/x.handler", "[Handler]\nExecStart=nosuch\n" + user)
  try scratch.write("node/policy", "list friends lists/friends\nallow x list=friends until=2020-01-01\n")
  let run = try peertls("policy", "check", "--config", directory)
  #expect(run.code == 0)
  #expect(run.errors.contains("x.handler: warning: ExecStart=nosuch: no such program in "), "\(run.errors)")
  #expect(run.errors.contains("policy:2:1: warning: the until= of this rule is past"), "\(run.errors)")
}

/// Where root runs it, root's node is meant.
@Test(
  .enabled(if: Programs.isPrivileged, "only root's node becomes somebody else"),
  arguments: [
    ("peertlsd.conf", "SessionUser=nobody\nKeyUser=no-such-user", "/peertlsd.conf: KeyUser=no-such-user: "),
    ("peertlsd.conf", "SessionUser=no-such-user\nKeyUser=nobody", "/peertlsd.conf: SessionUser=no-such-user: "),
    ("peertlsd.conf", "SessionUser=root\nKeyUser=nobody", "SessionUser=root: sessions read what strangers send"),
    ("peertlsd.conf", "SessionUser=nobody\nKeyUser=root", "KeyUser=root: peertls-keyd has the key and nothing else"),
    ("handlers/echo.handler", "ExecStart=cat\nUser=no-such-user", "look up user no-such-user"),
    ("handlers/echo.handler", "ExecStart=cat\nUser=nobody\nGroup=no-such", "look up group no-such"),
    ("handlers/echo.handler", "ExecStart=cat", "echo.handler: User= is required"),
  ])
func checkRefusesAccountsThatTheNodeDoes(_ file: String, _ text: String, _ error: String) throws {
  let scratch = try Scratch()
  let directory = try fresh(scratch)
  try scratch.write("node/" + file, (file == "peertlsd.conf" ? "[Node]\n" : "[Handler]\n") + text + "\n")
  let run = try peertls("policy", "check", "--config", directory)
  #expect(run.code == 1 && run.output.isEmpty && run.errors.contains(error), "\(run.errors)")
  #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
}
