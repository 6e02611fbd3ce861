import Foundation
import TestSupport
import Testing

@Test(arguments: [
  ("USER", "hello"), ("USER", "220-" + String(repeating: "x", count: 100_000)), ("FEAT", "HTTP/1.1 200 OK"),
  ("FEAT", "211-a\r\n" + String(repeating: " x\r\n", count: 2000) + "211 b"), ("MLST", "250 what"), ("SIZE", "213 -1"),
  ("MLST", "250-a\r\n type=file;size=99999999999999999999; a\r\n250 b"), ("HASH", "213 SHA-256 5-9 00 a"),
  ("greeting", "\u{1B}[2J"),
])
func whatIsNoReplyEndsIt(_ verb: String, _ reply: String) throws {
  let transferring = try Transferring(["replies": [verb: [reply]]])
  try transferring.make("there/pub/a", 1000)
  let run = try transferring.run(verb == "SIZE" ? "send" : "get", verb == "SIZE" ? "../there/pub/a" : "pub/a")
  #expect(run.code == 76 && run.errors.hasPrefix("peertls: what bob sends is no FTP: "), "\(verb): \(run.errors)")
  #expect(run.errors.utf8.count < 1000 && !run.errors.contains("\u{1B}"))
  #expect(run.errors.split(separator: "\n").count == 1)
}

/// What comes unasked would be taken for the answer to the next command.
@Test func repliesThatNobodyAskedForEndIt() throws {
  let transferring = try Transferring(["unasked": "\r\n213 5"])
  try transferring.make("here/a", 1000)
  let run = try transferring.run("send", "a")
  #expect(run.code == 76 && run.errors.contains("\"213 5\" answers nothing"), "\(run.errors)")
  #expect(!transferring.commands.contains { $0.hasPrefix("STOR") })
}

@Test func theirWordsAreSafeToShow() throws {
  let words = "550 \u{1B}]0;owned\u{7}gone\u{9B}2J\u{202E}" + String(repeating: "long ", count: 200)
  let transferring = try Transferring(["replies": ["STOR": [words]]])
  try transferring.make("here/a", 1000)
  let run = try transferring.run("send", "a")
  #expect(run.code == 73 && run.errors.hasPrefix("peertls: bob does not take /incoming/a: "), "\(run.errors)")
  #expect(run.errors.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
  #expect(!run.errors.unicodeScalars.contains("\u{202E}") && run.errors.count < 400)
}

@Test(arguments: [
  ("pub/a\n", 64), ("pub/a\u{1B}", 64), ("", 64),
]) func pathsThatCouldBeCommandsAreNotSent(_ path: String, _ code: Int32) throws {
  let transferring = try Transferring()
  #expect(try transferring.run("get", path).code == code)
  #expect(transferring.commands.isEmpty)
}

@Test func aListingIsAListingOrAnError() throws {
  for listing in [
    "total 12\r\ndrwxr-xr-x 2 root root 4096 Jan 31 18:00 pub\r\n",
    "type=file; " + String(repeating: "x", count: 10_000),
  ] {
    let transferring = try Transferring(["listings": ["pub": listing]])
    let run = try transferring.run("ls", "pub")
    #expect(run.code == 76 && run.output.isEmpty, "\(run.errors)")
  }
}

@Test func afterARefusalTheOthersHaveTheirTurn() throws {
  let transferring = try Transferring(["replies": ["STOR": ["552 no room for you"], "RETR": ["451 disk"]]])
  for name in ["here/a", "here/b", "there/pub/c", "there/pub/d"] { try transferring.make(name, 100) }
  let send = try transferring.run("send", "a", "nothing", "b")
  #expect(send.code == 73 && send.output.hasPrefix("b: sent"))
  #expect(
    send.errors
      == "peertls: bob does not take /incoming/a: no room for you (552)\npeertls: nothing: No such file or directory\n")
  let get = try transferring.run("get", "pub/c", "pub/none", "pub/d")
  #expect(get.code == 75 && get.output.hasPrefix("pub/d: received"))
  #expect(
    get.errors
      == "peertls: bob does not give pub/c: disk (451)\npeertls: bob has no pub/none, or does not show it\n")
  #expect(try transferring.names("here") == ["a", "b", "d"])
}

@Test func anOrdinaryServerIsCalledWithoutALPN() throws {
  let transferring = try Transferring(["alpn": NSNull()])
  try transferring.make("here/a", 1000)
  let refused = try transferring.run("send", "a")
  #expect(refused.code == 69 && refused.errors.contains("has not agreed to speak ftp (ALPN)"), "\(refused.errors)")
  #expect(transferring.commands.isEmpty)
  #expect(try transferring.run("send", "a", options: ["--no-alpn"]).code == 0)
}

@Test func theLoginIsTheCertificate() throws {
  let named = try Transferring()
  #expect(try named.run("ls", options: ["--user", "a friend"]).code == 0)
  #expect(named.commands.contains("USER a friend"))
  let refused = try Transferring(["replies": ["USER": ["530 who?"]]]).run("ls")
  #expect(refused.code == 77 && refused.errors == "peertls: bob does not let you in: who? (530)\n")
  let password = try Transferring(["replies": ["USER": ["331 and the password?"], "PASS": ["530 wrong"]]]).run("ls")
  #expect(password.code == 77 && password.errors.contains("your certificate is the login"), "\(password.errors)")
  let full = try Transferring(["replies": ["greeting": ["421 come back later"]]]).run("ls")
  #expect(
    full.code == 75 && full.errors == "peertls: bob does not let you in now: come back later (421)\n", "\(full.errors)")
  let plain = try Transferring(["replies": ["PROT": ["534 no"]]]).run("ls")
  #expect(plain.code == 69 && plain.errors.contains("does not encrypt data connections"), "\(plain.errors)")
}
