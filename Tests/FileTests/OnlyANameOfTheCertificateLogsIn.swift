import TestSupport
import Testing

@Test(arguments: [
  "alice@example.org", "ALICE@example.ORG", "a.example@work.example", "alice", "Alice Example",
  ChatPerson.alice.key, ChatPerson.alice.key.uppercased(),
])
func anyNameOfIt(_ name: String) throws {
  let scratch = try Scratch()
  let engine = try FileEngine(scratch.path)
  #expect(try engine.answer().code == 220)
  #expect(try engine.say("USER \(name)").code == 230)
  #expect(try engine.say("PASS anything at all").code == 230)
  #expect(try engine.say("PWD").lines == ["257 \"/\" is current."])
}

@Test(arguments: [
  "bob@example.org", "anonymous", "ftp", "Anonymous", "root", "a", "alice@example.or", "../alice", "%s",
])
func nobodyElses(_ name: String) throws {
  let scratch = try Scratch()
  let engine = try FileEngine(scratch.path)
  try engine.answer()
  #expect(try engine.say("USER \(name)").code == 530)
  #expect(try engine.say("PASS x").code == 230)
  for command in ["PWD", "LIST", "RETR /pub/a", "STOR a", "EPSV", "STAT", "TYPE I", "SITE QUOTA", "MKD /incoming/a"] {
    #expect(try engine.say(command).code == 530, "\(command)")
  }
  try engine.process.errors.wait(for: "<5>peertls-file: USER \(name) is refused")
}

/// A certificate may say what it likes; these names are whoever is nobody's.
@Test(arguments: ["anonymous", "FTP"]) func notEvenWhereTheCertificateSaysSo(_ name: String) throws {
  let scratch = try Scratch()
  let peer = ChatPerson(name, emails: [name], userID: name, letters: "c2", anchor: "")
  let engine = try FileEngine(scratch.path, peer: peer)
  try engine.answer()
  #expect(try engine.say("USER \(name)").code == 530)
}

@Test func aSecondUserThatIsNobodyEndsTheFirst() throws {
  try withEngine { engine, _ throws in
    #expect(try engine.say("USER mallory").code == 530)
    #expect(try engine.say("PWD").code == 530)
    #expect(try engine.say("USER alice").code == 230)
    #expect(try engine.say("PWD").code == 257)
  }
}

/// What clients ask before USER.
@Test func muchIsAnsweredBefore() throws {
  let scratch = try Scratch()
  let engine = try FileEngine(scratch.path)
  try engine.answer()
  for (command, code) in [
    ("AUTH TLS", 534), ("FEAT", 211), ("PBSZ 0", 200), ("PROT P", 200), ("HOST node.example", 220), ("CLNT test", 200),
    ("OPTS UTF8 ON", 200), ("SYST", 215), ("NOOP", 200), ("HELP", 214), ("LANG en", 200), ("PASS x", 230),
    ("ACCT x", 202),
    ("ABOR", 225), ("QUIT", 221),
  ] { #expect(try engine.say(command).code == code, "\(command)") }
  #expect(try engine.wait() == 0)
}

@Test func reinForgetsWhatWasSaid() throws {
  try withEngine { engine, _ throws in
    #expect(try engine.say("CWD /incoming").code == 250 && engine.say("EPSV ALL").code == 200)
    #expect(try engine.say("OPTS MLST size;").code == 200 && engine.say("REIN").code == 220)
    #expect(try engine.say("PWD").code == 530)
    #expect(try engine.say("USER alice").code == 230)
    #expect(try engine.say("PWD").lines == ["257 \"/\" is current."])
    #expect(try engine.say("PASV").code == 425 && engine.say("SIZE /incoming").lines[0].contains("TYPE"))
    #expect(try engine.say("MLST /").lines[1].hasPrefix(" type=dir;"))
    #expect(try engine.say("HOST again").code == 503)
  }
}
