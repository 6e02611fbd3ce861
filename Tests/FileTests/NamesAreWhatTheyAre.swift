import TestSupport
import Testing

private let names = [
  " a  b ", "\"quoted\"", "it's", "\u{1F600}\u{1F468}\u{200D}\u{1F469}", "e\u{301}", "\u{e9}", "-la", "a\\b", "*?[x]",
  "~", "$(x)", "%n", ";type=i",
  "..a", "...", "\u{202e}txt.exe", "a:b|c", String(repeating: "x", count: 255),
]

@Test(arguments: names) func anyNameGoesThereAndBack(_ name: String) throws {
  try withEngine { engine, _ throws in
    #expect(try engine.say("CWD /incoming").code == 250)
    #expect(try engine.put("STOR \(name)", "x").code == 226)
    #expect(engine.names.map { Array($0.utf8) } == [Array(name.utf8)])
    #expect(try text(engine.fetch("RETR \(name)").bytes) == "x")
    #expect(try text(engine.fetch("MLSD").bytes).utf8.suffix(name.utf8.count + 4).elementsEqual("; \(name)\r\n".utf8))
    #expect(try text(engine.fetch("NLST").bytes).utf8.elementsEqual("\(name)\r\n".utf8))
    #expect(try engine.say("DELE \(name)").code == 250)
    let made = try engine.say("MKD \(name)").lines[0]
    #expect(made == "257 \"/incoming/\(name.replacing("\"", with: "\"\""))\" is made.")
    #expect(try engine.say("RMD \(name)").code == 250)
  }
}

@Test func twoSpellingsAreTwoFiles() throws {
  try withEngine { engine, _ throws in
    #expect(try engine.put("STOR /incoming/e\u{301}", "two").code == 226)
    #expect(try engine.put("STOR /incoming/\u{e9}", "one").code == 226)
    #expect(try engine.names.count == 2 && text(engine.fetch("RETR /incoming/\u{e9}").bytes) == "one")
  }
}

@Test(arguments: ["a\tb", "a\u{1b}[31m", "a\u{7f}", "a\u{85}b", "a\u{2028}b", "a\u{1}"])
func controlCharactersAreRefused(_ name: String) throws {
  try withEngine { engine, _ throws in
    #expect(try engine.put("STOR /incoming/\(name)", "x").code == 553)
    #expect(try engine.say("MKD /incoming/\(name)").code == 553 && engine.names == [])
  }
}

/// A newline cannot even be said, and what is there by such a name is not shown.
@Test func newlinesAreRefused() throws {
  try withEngine(pub: ["a\nb": "x", "c": "x"]) { engine, _ throws in
    #expect(try engine.say("MKD /incoming/a\nMKD b").code == 500)
    #expect(try engine.say("NOOP").code == 200 && engine.isQuiet && engine.names == [])
    #expect(try text(engine.fetch("NLST /pub").bytes) == "/pub/c\r\n")
  }
}

@Test func namesAre255BytesLong() throws {
  try withEngine { engine, _ throws in
    #expect(try engine.put("STOR /incoming/" + String(repeating: "é", count: 128), "x").code == 553)
    #expect(try engine.say("RNFR /incoming/" + String(repeating: "x", count: 256)).code == 553)
  }
}
