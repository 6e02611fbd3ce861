import FTPReplies
import Testing

@Test(arguments: [
  ("229 Entering Extended Passive Mode (|||6446|)", 6446), ("229 ok (!!!1!)", 1), ("229 (|||65535|) (|||1|)", 65535),
]) func theDataPortIsAllThatIsTaken(_ text: String, _ port: UInt16) throws {
  #expect(try reply(text).extendedPassivePort() == port)
}

@Test(arguments: [
  "229 ok", "229 (|||0|)", "229 (|||65536|)", "229 (|||-1|)", "229 (|||+21|)", "229 (||| 21|)", "229 (||21|)",
  "229 (|||21)", "229 |||21|", "229 (|||21|", "229 ()", "229 (1111211)", "229 (|||99999999999999999999|)",
  // An address is a stranger's: whatever names one is no answer to EPSV.
  "229 (|2|2001:db8::bad|6446|)", "229 (||2001:db8::bad|6446|)", "227 Entering Passive Mode (192,0,2,1,25,46)",
]) func whatElseComesForAPortIsNone(_ text: String) throws {
  let reply = try reply(text)
  #expect(throws: ReplyError.self) { try reply.extendedPassivePort() }
}

@Test func sizesAndTimesAreRead() throws {
  #expect(try reply("213 0").size() == 0)
  #expect(try reply("213  9223372036854775807 ").size() == UInt64(Int64.max))
  for text in ["213", "213 -1", "213 +1", "213 9223372036854775808", "213 18446744073709551616", "213 1x", "213 1 2"] {
    #expect(throws: ReplyError.self, "\(text)") { try reply(text).size() }
  }
  #expect(try reply("213 19700101000001").modified() == 1)
  #expect(try reply("213 20260131180005.123").modified() == 1_769_882_405)
  for text in ["213 20260231000000", "213 2026", "213 99999999999999", "213 x"] {
    #expect(throws: ReplyError.self, "\(text)") { try reply(text).modified() }
  }
}

@Test func onlyTheHashOfTheWholeFileIsTaken() throws {
  let digest = String(repeating: "0aF9", count: 16)
  for range in ["0-10", "0-9"] {
    #expect(try reply("213 SHA-256 \(range) \(digest) a file").sha256(ofAll: 10).prefix(2) == [0x0A, 0xF9])
  }
  #expect(try reply("213 SHA-256 0-0 \(digest) x").sha256(ofAll: 0).count == 32)
  #expect(try reply("213-Computing\r\n213 SHA-256 0-10 \(digest) x").sha256(ofAll: 10).count == 32)
  for text in [
    "213 SHA-256 0-8 \(digest) x", "213 SHA-256 1-10 \(digest) x", "213 SHA-256 0-11 \(digest) x",
    "213 SHA-256 0 \(digest) x",
    "213 SHA-1 0-10 \(digest) x", "213 MD5 0-10 \(digest.prefix(32)) x", "213 SHA-256 0-10 \(digest.dropLast()) x",
    "213 SHA-256 0-10 \(digest.dropLast(2)) x", "213 SHA-256 0-10 \(digest)00 x",
    "213 SHA-256 0-10 \(digest.dropLast())g x",
    "213 \(digest)", "213", "213 SHA-256 -10 \(digest) x", "213 SHA-256 0-99999999999999999999 \(digest) x",
  ] {
    #expect(throws: ReplyError.self, "\(text)") { try reply(text).sha256(ofAll: 10) }
  }
}

@Test func featuresAreTheLinesBetween() throws {
  let features = Features(
    try reply(
      "211-Features\r\n EPSV\r\n rest stream\r\n HASH SHA-1;SHA-256*;MD5\r\n MLST type*;size*;\r\nnot this\r\n211 End"))
  #expect(features.has("EPSV") && features.has("MLST") && features.canRestart)
  #expect(features.sha256 == (true, true))
  #expect(!features.has("NOT") && !features.has("FEATURES") && !features.has("END"))
  #expect(Features(try reply("211-a\r\n HASH SHA-1*;sha-256\r\n211 b")).sha256 == (true, false))
  #expect(Features(try reply("211-a\r\n HASH SHA-1*;SHA-2560\r\n211 b")).sha256 == (false, false))
  #expect(!Features(try reply("211-a\r\n REST\r\n211 b")).canRestart)
  for none in ["211 none", "500 no", "502-a\r\n HASH SHA-256*\r\n502 b"] {
    #expect(try Features(reply(none)) == Features())
  }
}

@Test(arguments: [
  ("a\nb", false), ("a\rDELE b", false), ("a\u{0}", false), ("a\u{9B}b", false), ("a\u{7F}", false), (" é\"'; 🙂", true),
])
func anArgumentCannotEndItsLine(_ argument: String, _ isSendable: Bool) {
  #expect(Request.isSendable(argument) == isSendable)
  let line = Request.line("STOR", argument)
  #expect(line == (isSendable ? Array("STOR \(argument)\r\n".utf8) : nil))
}
