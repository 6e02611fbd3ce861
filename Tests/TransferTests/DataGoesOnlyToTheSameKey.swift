import Foundation
import TestSupport
import Testing

@Test(arguments: ["send", "get", "ls"]) func dataGoesOnlyToTheKeyOfTheFirstConnection(_ verb: String) throws {
  // Carol is no stranger: the same anchor vouches for her.
  let carol = try PKI.acme.issue(.person("Carol"))
  let transferring = try Transferring(["data": [carol.chain, carol.key]])
  try transferring.make("here/a", 1000)
  try transferring.make("there/pub/b", 1000)
  let run = try transferring.run(verb, verb == "send" ? "a" : verb == "get" ? "pub/b" : "pub")
  #expect(run.code == 77)
  #expect(
    run.errors
      == "peertls: who answers at the data port is not bob: key \(carol.keyFingerprint); nothing was sent there\n",
    "\(run.errors)")
  #expect(transferring.contents("there/incoming/a")?.isEmpty ?? true)
  #expect(try !transferring.names("here").contains("b"))
}

/// Another certificate for the same key is the same person's.
@Test func theKeyCounts() throws {
  let transferring = try Transferring()
  try transferring.make("here/a", 1000)
  #expect(try transferring.run("send", "a").code == 0)
  #expect(transferring.commands.contains("EPSV "))
  #expect(!transferring.commands.contains { $0.hasPrefix("PASV") || $0.hasPrefix("PORT") || $0.hasPrefix("EPRT") })
}

@Test(arguments: [
  "229 here (|2|2001:db8::bad|4605|)", "229 here (||2001:db8::bad|4605|)",
  "227 Entering Passive Mode (192,0,2,1,25,46)",
  "229 nowhere", "229 (|||0|)", "229 (|||65536|)", "200 fine",
]) func noAddressIsTakenFromAReply(_ reply: String) throws {
  let transferring = try Transferring(["replies": ["EPSV": [reply]]])
  try transferring.make("here/a", 1000)
  let run = try transferring.run("send", "a")
  #expect(run.code == 76 && run.errors.hasPrefix("peertls: what bob sends is no FTP: "), "\(run.errors)")
  #expect(!transferring.commands.contains { $0.hasPrefix("STOR") })
}
