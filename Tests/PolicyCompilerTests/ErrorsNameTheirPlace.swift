import Foundation
import PolicyCompiler
import TestSupport
import Testing

private let acme = try! PKI.acme.pem
private let pem = "PEM (-----BEGIN X509 CRL-----) or DER"

private func error(_ policy: String, _ files: [String: String] = [:]) throws -> String? {
  try PolicyDirectory(policy, files: files).error
}

@Test func aMissingFileNamesThePolicysLine() throws {
  let start = "policy:2:"
  for (line, column) in [("anchor a gone.pem", 10), ("list a lists/gone", 8), ("anchor a acme.pem crl=gone", 23)] {
    let found = try #require(try error("# first\n  \(line)\n", ["acme.pem": acme]))
    #expect(found.hasPrefix("\(start)\(column + 2): open "), "\(found)")
    #expect(found.contains(": No such file or directory; "), "\(found)")
  }
}

@Test func aDirectoryOrAPipeIsNoFile() throws {
  let directory = try PolicyDirectory("list a lists\nallow * list=a\n", files: ["lists/x": ""])
  #expect(directory.error == "policy:1:8: read lists: Is a directory")
  let pipe = try PolicyDirectory("list a pipe\nallow * list=a\n")
  try ChildProcess.run(["mkfifo", pipe.path + "/pipe"])
  #expect(pipe.error == "policy:1:8: read pipe: it is no regular file but a pipe, socket or device")
}

@Test func aBrokenAnchorNamesThePolicysLine() throws {
  let broken = acme.replacingOccurrences(of: "-----BEGIN CERTIFICATE-----\nM", with: "-----BEGIN CERTIFICATE-----\nX")
  for text in ["", "no certificate", broken, acme + broken] {
    #expect(
      try error("anchor a acme.pem\n", ["acme.pem": text])
        == "policy:1:10: read acme.pem: no certificate in PEM form (-----BEGIN CERTIFICATE-----) or a broken one")
  }
}

@Test func aListsErrorNamesTheListsLine() throws {
  let policy = "list friends lists/friends\nallow * list=friends\n"
  let found = try error(policy, ["lists/friends": "# mine\nalice@example.org\n  kee:00\n"])
  #expect(found == "lists/friends:3:3: found \"kee:\"; expected cert:, key:, email: or userid: (did you mean \"key\"?)")
  let long = try error(policy, ["lists/friends": "a\n" + String(repeating: "b", count: 3_000_000)])
  #expect(long == "lists/friends:2:4097: the line is longer than 4096 bytes")
  let second = String(repeating: "user@example.org\n", count: 3) + "a b\n"
  #expect(try error(policy, ["lists/friends": second])?.hasPrefix("lists/friends:4:3: ") == true)
}

@Test func aHandlersErrorNamesItsLine() throws {
  let found = try error("", ["handlers/chat.handler": "[Handler]\nExecStart=cat\nAlpn=sip\n"])
  #expect(found?.hasPrefix("handlers/chat.handler:3:1: unknown setting Alpn=") == true)
  let twice = [
    "handlers/a.handler": "[Handler]\nExecStart=cat\nALPN=x\n",
    "handlers/b.handler": "[Handler]\nExecStart=cat\nALPN=x\n",
  ]
  #expect(try error("", twice)?.hasPrefix("handlers/b.handler:3:6: ALPN x is already claimed") == true)
}

@Test func aRevocationListIsTheIssuersWholeTruthOrRefused() throws {
  let policy = "anchor acme acme.pem crl=acme.crl\n"
  func refused(_ crl: String) throws -> String { try error(policy, ["acme.pem": acme, "acme.crl": crl]) ?? "compiles" }
  let good = try PKI.acme.revocationList()
  #expect(try refused(good) == "compiles")
  #expect(try refused("text before\n" + good + "text after\n") == "compiles")
  #expect(try refused("") == "policy:1:26: acme.crl: found no revocation list; expected \(pem)")
  let cut = String(good.prefix(good.count / 2))
  #expect(try refused(cut) == "policy:1:26: acme.crl: found no revocation list; expected \(pem)")
  #expect(
    try refused(good + cut) == "policy:1:26: acme.crl: found a broken revocation list after 1 good; expected \(pem)")
  #expect(
    try refused(try PKI.impostor.revocationList())
      == "policy:1:26: acme.crl: the revocation list of /CN=Acme Issuer is not signed by a certificate in acme.pem; "
      + "expected the list of an issuer there")
}

@Test func aPolicyThatIsNotThereSaysWhatToDo() throws {
  let directory = try PolicyDirectory("")
  try FileManager.default.removeItem(atPath: directory.path + "/policy")
  #expect(directory.error == "policy: there is no policy; peertls node init DIR makes a directory with one")
}
