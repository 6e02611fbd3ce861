import Foundation
import TestSupport
import Testing

@Test func nodeInitMakesAReadyDirectory() throws {
  let scratch = try Scratch()
  let directory = scratch.path + "/a/b/node"
  let run = try peertls("node", "init", directory, "--name", "Zoë Example", "--email", "zoe@example.org")
  #expect(run.code == 0, "\(run.errors)")
  #expect(
    try scratch.everything(in: "a") == [
      "b", "b/node", "b/node/anchors", "b/node/contacts", "b/node/handlers", "b/node/handlers/echo.handler",
      "b/node/lists", "b/node/lists/friends", "b/node/lists/pests", "b/node/node.crt", "b/node/node.key",
      "b/node/policy",
    ])
  let mode = try FileManager.default.attributesOfItem(atPath: directory + "/node.key")[.posixPermissions] as? Int
  #expect(mode == 0o600)
  let key = try ChildProcess.run(
    ["sh", "-c", "openssl x509 -in $0 -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -r"]
      + [directory + "/node.crt"]
  ).prefix(64)
  #expect(run.output.contains("  key:\(key)  # Zoë Example <zoe@example.org>\n"))
  let check = try peertls("policy", "check", "--config", directory)
  if Programs.isPrivileged {
    // A node of root's needs accounts, and nobody has named one.
    #expect(check.code == 1 && check.errors.contains("User="), "\(check.errors)")
  } else {
    #expect(check.code == 0 && check.errors.isEmpty, "\(check.errors)")
    #expect(check.output == "2 rules, 0 anchors, 2 lists, 0 entries, 1 service (echo)\n")
  }

  // The printed line is one that a list takes.
  let line = try #require(run.output.split(separator: "\n").first { $0.contains("#") })
  try Data((line + "\n").utf8).write(to: URL(filePath: directory + "/lists/friends"))
  let explained = try peertls("policy", "explain", "--config", directory, "--cert", directory + "/node.crt")
  #expect(explained.code == 0)
  #expect(explained.output.contains("policy:    allow *  list=friends\n"))
}

@Test func nodeInitWithAnAuthorityAsksForACertificate() throws {
  let scratch = try Scratch()
  let directory = scratch.path + "/node"
  let run = try peertls(
    "node", "init", directory, "--name", "Zoë", "--email", "zoe@example.org", "--ca", PKI.acme.certificate, "--user",
    "nobody")
  #expect(run.code == 0, "\(run.errors)")
  #expect(try scratch.read("node/anchors/ca.pem") == (try PKI.acme.pem))
  #expect(try scratch.read("node/policy").contains("\nanchor ca     anchors/ca.pem"))
  #expect(try scratch.read("node/handlers/echo.handler").hasSuffix("User=nobody\n"))
  try ChildProcess.run(["openssl", "req", "-in", directory + "/node.csr", "-verify", "-noout"])
  let check = try peertls("policy", "check", "--config", directory)
  #expect(check.output.hasPrefix("2 rules, 1 anchor,"), "\(check.errors)")
}

/// A package brings the settings, and they stay.
@Test func nodeInitKeepsTheSettings() throws {
  let scratch = try Scratch()
  try scratch.write("node/peertlsd.conf", "[Node]\nMaxSessions=7\n")
  let command = ["node", "init", scratch.path + "/node", "--name", "Zoë", "--email", "zoe@example.org"]
  let refused = try Run([Programs.path("peertls")] + command + ["--user", "nobody"])
  #expect(refused.code == 73 && refused.errors.contains("peertlsd.conf is there: write SessionUser="))
  #expect(try scratch.everything(in: "") == ["node", "node/peertlsd.conf"])
  try FileManager.default.createSymbolicLink(atPath: scratch.path + "/link", withDestinationPath: "node")
  let link = try Run([Programs.path("peertls")] + command.map { $0.replacing("/node", with: "/link") })
  #expect(link.code == 73 && link.errors.contains("is a symbolic link"), "\(link)")
  try FileManager.default.removeItem(atPath: scratch.path + "/link")
  let run = try Run([Programs.path("peertls")] + command)
  #expect(run.code == 0, "\(run.errors)")
  #expect(try scratch.read("node/peertlsd.conf") == "[Node]\nMaxSessions=7\n")
  let all = try scratch.everything(in: "")
  #expect(all.contains("node/node.key") && all.allSatisfy { $0 == "node" || $0.hasPrefix("node/") }, "\(all)")
}

@Test func whatCannotBeMadeLeavesNothing() throws {
  let scratch = try Scratch()
  let directory = scratch.path + "/node"
  func make(_ more: String...) throws -> Int32 {
    let child = try ChildProcess(
      [Programs.path("peertls"), "node", "init", directory, "--name", "Zoë", "--email", "zoe@example.org"] + more)
    return try child.wait(seconds: 20)
  }
  let broken = try scratch.write("broken.pem", "no certificate")
  #expect(try make("--ca", scratch.path + "/gone") == 66)
  #expect(try make("--ca", broken) == 65)
  #expect(try make("--user", "no such user\nExecStart=sh") == 64)
  #expect(try make("--name", "") == 64)
  #expect(try make("--name", "a\u{1b}[2J") == 64)
  #expect(try make("--email", "zoe") == 64)
  #expect(try scratch.everything(in: "") == ["broken.pem"])

  try scratch.write("node/mine", "precious")
  #expect(try make() == 73)
  #expect(try scratch.everything(in: "") == ["broken.pem", "node", "node/mine"])
}

@Test func theUmaskChangesNothing() throws {
  let scratch = try Scratch()
  let child = try ChildProcess([
    "sh", "-c", "umask 077; exec \"$0\" node init \"$1\" --name Bob --email bob@example.org --user nosuchuser",
    Programs.path("peertls"), scratch.path + "/node",
  ])
  #expect(try child.wait() == 0)
  try child.errors.waitForEnd()
  #expect(child.errors.text.contains("warning: there is no account nosuchuser"))
  for name in try scratch.everything(in: "") {
    let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path + "/" + name)
    let isDirectory = attributes[.type] as? FileAttributeType == .typeDirectory
    let mode = name.hasSuffix(".key") ? 0o600 : isDirectory ? 0o755 : 0o644
    #expect(attributes[.posixPermissions] as? Int == mode, "\(name)")
  }
}

@Test func errorsNameThePlaceThatWasAskedFor() throws {
  let scratch = try Scratch()
  let file = try scratch.write("file", "")
  let run = try peertls("node", "init", file, "--name", "Bob", "--email", "bob@example.org")
  #expect(run.code == 73 && run.errors == "peertls: make \(file): Not a directory\n", "\(run.errors)")
  let directory = try PolicyDirectory("")
  let output = scratch.path + "/none/x"
  let compiled = try peertls("policy", "compile", "--config", directory.path, "--output", output)
  #expect(compiled.errors == "peertls: write \(output): No such file or directory\n")
}
