import Foundation
import Handoff
import Processes
import TestSupport
import Testing

@Test(arguments: [0, 1, 65_536, 65_537, morethanAPipe]) func bothWays(_ count: Int) throws {
  try withEngine { engine, scratch throws in
    let bytes = pattern(count)
    try Data(bytes).write(to: URL(filePath: scratch.path + "/state/pub/f"))
    let fetched = try engine.fetch("RETR /pub/f")
    #expect(fetched.bytes == bytes && fetched.answer.code == 226)
    #expect(try engine.put("STOR /incoming/f", bytes).code == 226)
    #expect(try engine.contents("f") == bytes)
    #expect(try engine.say("SIZE /incoming/f").lines == ["213 \(count)"])
    #expect(try engine.fetch("RETR /incoming/f").bytes == bytes)
  }
}

@Test func resumedFromAnyByte() throws {
  let bytes = pattern(300_000)
  try withEngine { engine, scratch throws in
    try Data(bytes).write(to: URL(filePath: scratch.path + "/state/pub/f"))
    for offset in [0, 1, 299_999, 300_000] {
      #expect(try engine.say("REST \(offset)").code == 350)
      #expect(try engine.fetch("RETR /pub/f").bytes == Array(bytes[offset...]))
    }
    // One REST is one transfer's.
    #expect(try engine.fetch("RETR /pub/f").bytes == bytes)
    #expect(try engine.put("STOR /incoming/f", Array(bytes[..<1000])).code == 226)
    #expect(try engine.say("REST 500").code == 350)
    #expect(try engine.put("STOR /incoming/f", Array(bytes[500..<2000])).code == 226)
    #expect(try engine.contents("f") == Array(bytes[..<2000]))
    #expect(try engine.put("APPE /incoming/f", Array(bytes[2000...])).code == 226)
    #expect(try engine.contents("f") == bytes)
    #expect(try engine.put("STOR /incoming/f", [1]).code == 226)
    #expect(try engine.contents("f") == [1])
  }
}

@Test func asTextLinesEndWithCRLF() throws {
  try withEngine(pub: ["f": "a\nb\r\nc"]) { engine, _ throws in
    #expect(try engine.say("TYPE A").code == 200)
    #expect(try text(engine.fetch("RETR /pub/f").bytes) == "a\r\nb\r\nc")
    #expect(try engine.put("STOR /incoming/f", "a\r\nb\r\n\r\nc\rd\r").code == 226)
    #expect(try text(engine.contents("f")) == "a\nb\n\nc\rd\r")
    #expect(try engine.put("APPE /incoming/f", "\r\n").code == 226)
    #expect(try text(engine.contents("f")) == "a\nb\n\nc\rd\r\n")
    let long = String(repeating: "line\n", count: 200_000)
    #expect(try engine.put("STOR /incoming/g", long.replacing("\n", with: "\r\n")).code == 226)
    #expect(try engine.contents("g") == Array(long.utf8))
    #expect(try text(engine.fetch("RETR /incoming/g").bytes) == long.replacing("\n", with: "\r\n"))
    // An offset counts bytes of the wire, which a text does not have.
    #expect(try engine.say("REST 1").code == 350 && engine.fetch("RETR /pub/f").answer.code == 554)
    #expect(try engine.say("REST 1").code == 350 && engine.put("STOR /incoming/f", "x").code == 554)
    #expect(try engine.say("SIZE /pub/f").code == 550)
  }
}

@Test func stouFindsAName() throws {
  try withEngine { engine, _ throws in
    #expect(try engine.say("CWD /incoming").code == 250)
    let id = try engine.openPort()
    let begun = try engine.say("STOU")
    #expect(begun.code == 150 && begun.lines[0].hasPrefix("150 FILE: /incoming/"))
    try engine.feed([1, 2])
    try engine.tell(.ended(id: id, .complete, bytes: 2))
    #expect(try engine.answer().code == 226)
    #expect(try engine.names.count == 1 && engine.contents(engine.names[0]) == [1, 2])
    #expect(begun.lines[0].hasSuffix("/" + engine.names[0]))
    #expect(try engine.put("STOU", [3]).code == 226 && engine.names.count == 2)
  }
}

@Test func theHashIsSHA256() throws {
  try withEngine(pub: ["a b": "abc"]) { engine, _ throws in
    let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(try engine.say("HASH /pub/a b").lines == ["213 SHA-256 0-3 \(hash) /pub/a b"])
    #expect(try engine.say("HASH /pub").code == 550 && engine.say("HASH /pub/none").code == 550)
    #expect(try engine.say("OPTS HASH").lines == ["200 SHA-256"] && engine.say("OPTS HASH MD5").code == 501)
    #expect(try engine.put("STOR /incoming/f", pattern(3_000_000)).code == 226)
    let expected = try ChildProcess.run(["sha256sum", engine.incoming + "/f"]).prefix(64)
    #expect(try engine.say("HASH /incoming/f").lines == ["213 SHA-256 0-3000000 \(expected) /incoming/f"])
  }
}

@Test func timesAreReadAndSet() throws {
  try withEngine { engine, _ throws in
    #expect(try engine.put("STOR /incoming/f", "x").code == 226)
    #expect(try engine.say("MFMT 20200229123456 /incoming/f").lines == ["213 Modify=20200229123456; /incoming/f"])
    #expect(try engine.say("MDTM /incoming/f").lines == ["213 20200229123456"])
    #expect(try engine.say("MDTM /incoming/none").code == 550)
  }
}
