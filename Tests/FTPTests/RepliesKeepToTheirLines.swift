import FTP
import Testing

private func text(_ reply: Reply) -> String { String(decoding: reply.encode(), as: UTF8.self) }

@Test func ofOneLineOrOfSeveral() {
  #expect(text(Reply(200, "Yes.")) == "200 Yes.\r\n")
  #expect(text(Reply(211, "Begin", listing: ["211 no end", "b"])) == "211-Begin\r\n 211 no end\r\n b\r\n211 End.\r\n")
  #expect(text(Reply(211, "Nothing", listing: [])) == "211-Nothing\r\n211 End.\r\n")
}

@Test func nothingInATextEndsALine() {
  #expect(text(Reply(550, "a\r\n230 b\u{0}\u{85}\u{2028}c")) == "550 a??230 b???c\r\n")
  #expect(text(Reply(211, "a", listing: ["b\r\n211 c"])) == "211-a\r\n b??211 c\r\n211 End.\r\n")
}

@Test func aPathIsQuoted() throws {
  #expect(try text(.path(path("/a \"b\"\""), "made.")) == "257 \"/a \"\"b\"\"\"\"\" made.\r\n")
  #expect(text(.path(VirtualPath(), "is current.")) == "257 \"/\" is current.\r\n")
}

@Test func aPassiveReplyHasNoAddress() {
  #expect(text(.extendedPassive(port: 65535)) == "229 Entering Extended Passive Mode (|||65535|)\r\n")
}

@Test func whatIsKnownOfAFile() throws {
  let file = try path("/pub/a b")
  #expect(text(.size(.max)) == "213 18446744073709551615\r\n")
  #expect(text(.modified(1_700_000_000)) == "213 20231114221320\r\n")
  #expect(text(.modified(0, of: file)) == "213 Modify=19700101000000; /pub/a b\r\n")
  #expect(text(.hash("ab12", bytes: 7, of: file)) == "213 SHA-256 0-7 ab12 /pub/a b\r\n")
}

@Test func featuresAreOneALine() {
  let lines = text(.features(chosen: [.type, .size])).split(separator: "\r\n")
  #expect(lines.first == "211-Features:" && lines.last == "211 End")
  #expect(lines.contains(" MLST type*;size*;modify;perm;unique;UNIX.mode;"))
  #expect(lines.contains(" UTF8") && lines.contains(" EPSV") && lines.contains(" HASH SHA-256*"))
  #expect(!lines.contains { $0.contains("AUTH") || $0.contains("EPRT") })
}
