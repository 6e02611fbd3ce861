import FTP
import FileStore
import Foundation
import Handoff
import TestSupport
import Testing

@Test func theRootHasWhatThePeerHas() throws {
  try withEngine { engine, _ throws in
    let lines = text(try engine.fetch("MLSD").bytes).split(separator: "\r\n")
    #expect(lines.count == 2 && lines[0].hasSuffix("; incoming") && lines[1].hasSuffix("; pub"))
    #expect(lines[0].contains("type=dir;") && lines[0].contains("perm=ceflmp;") || lines[0].contains("perm=celmp;"))
    #expect(lines[1].contains("perm=el;"))
  }
}

@Test func deepAndLongPaths() throws {
  try withEngine { engine, _ throws in
    let name = String(repeating: "n", count: 120)
    var path = "/incoming"
    for _ in 0..<30 {
      path += "/" + name
      #expect(try engine.say("MKD " + path).code == 257)
    }
    #expect(try engine.put("STOR \(path)/f", "deep").code == 226)
    #expect(try text(engine.fetch("MLSD " + path).bytes).hasSuffix("; f\r\n"))
    #expect(try text(engine.fetch("LIST " + path).bytes).hasSuffix(" f\r\n"))
    #expect(try text(engine.fetch("RETR \(path)/f").bytes) == "deep")
    #expect(try engine.say("CWD " + path).code == 250 && engine.say("PWD").lines == ["257 \"\(path)\" is current."])
    #expect(try text(engine.fetch("MLSD").bytes).hasSuffix("; f\r\n"))
    #expect(try engine.say("MLST f").lines[1].hasSuffix("; \(path)/f"))
    // One name more than may be.
    #expect(try engine.say("MKD d").code == 257 && engine.say("MKD d/e").code == 553)
    #expect(try engine.fetch("MLSD d/e").answer.code == 553)
    // And paths that are longer than any.
    let long = "/" + [String](repeating: String(repeating: "x", count: 255), count: 16).joined(separator: "/")
    #expect(try engine.fetch("MLSD " + long).answer.code == 550)
    #expect(try engine.fetch("MLSD \(long)/y").answer.code == 553)
    #expect(try engine.fetch("MLSD /" + String(repeating: "x", count: 256)).answer.code == 553)
  }
}

@Test func tenThousandFiles() throws {
  try withEngine { engine, scratch throws in
    try scratch.directory("state/pub/many")
    for number in 0..<10_000 {
      _ = FileManager.default.createFile(atPath: scratch.path + "/state/pub/many/f\(number)", contents: Data())
    }
    for command in ["MLSD /pub/many", "LIST /pub/many", "NLST /pub/many"] {
      let lines = text(try engine.fetch(command).bytes).split(separator: "\r\n")
      #expect(Set(lines.map { $0.split(separator: " ").last?.split(separator: "/").last }).count == 10_000)
    }
    let status = try engine.say("STAT /pub/many").lines
    #expect(status.count == 1002 && status.last == "213 There is more; use MLSD.")
  }
}

@Test func whatIsMoreThanAListingHoldsIsSaid() throws {
  try withEngine { engine, scratch throws in
    let directory = try scratch.directory("state/pub/d")
    let most = FileStore.maximumListing
    try ChildProcess.run(["sh", "-c", "cd \(directory) && seq \(most) | xargs touch"])
    let id = try engine.openPort()
    #expect(try engine.say("NLST /pub/d").lines == ["150 Listing the first 65536 entries of /pub/d"])
    let bytes = try FileEngine.readAll(try engine.sendingPipe())
    #expect(text(bytes).split(separator: "\r\n").count == most)
    try engine.expect(.sent(id: id, bytes: UInt64(bytes.count)))
    try engine.tell(.ended(id: id, .complete, bytes: UInt64(bytes.count)))
    #expect(try engine.answer().code == 226)
  }
}

@Test func aFileHasOneLine() throws {
  try withEngine(pub: ["f": "12345"]) { engine, _ throws in
    #expect(
      try text(engine.fetch("LIST /pub/f").bytes).hasSuffix(
        "    5 \(text(engine.fetch("LIST /pub/f").bytes).suffix(15))"))
    #expect(try text(engine.fetch("NLST /pub/f").bytes) == "/pub/f\r\n")
    #expect(try engine.fetch("MLSD /pub/f").answer.code == 501)
    #expect(try engine.say("STAT /pub/f").lines.count == 3)
  }
}

@Test func optionsOfLsMeanNothing() throws {
  try withEngine(pub: ["f": "1"]) { engine, _ throws in
    #expect(try engine.say("CWD /pub").code == 250)
    for command in ["LIST", "LIST -la", "LIST -a /pub", "LIST ."] {
      #expect(try text(engine.fetch(command).bytes).hasSuffix(" f\r\n"), "\(command)")
    }
    #expect(try text(engine.fetch("NLST -1").bytes) == "f\r\n")
  }
}

/// RFC 1123 §4.1.2.7: what NLST says, other commands take.
@Test func namesCanBeAskedFor() throws {
  try withEngine(pub: ["d/f": "1"]) { engine, _ throws in
    for (command, expected) in [("NLST /pub/d", "/pub/d/f"), ("NLST /pub/d/", "/pub/d/f"), ("NLST pub/d", "pub/d/f")] {
      #expect(try text(engine.fetch(command).bytes) == expected + "\r\n")
      #expect(try engine.say("SIZE \(expected)").code == 213)
    }
  }
}

@Test func theFactsAreThoseThatWereChosen() throws {
  try withEngine(pub: ["f": "123"]) { engine, _ throws in
    #expect(try engine.say("OPTS MLST size;type;none;").lines == ["200 MLST OPTS type;size;"])
    #expect(try text(engine.fetch("MLSD /pub").bytes) == "type=file;size=3; f\r\n")
    #expect(try engine.say("MLST /pub/f").lines[1] == " type=file;size=3; /pub/f")
    #expect(try engine.say("FEAT").lines.contains(" MLST type*;size*;modify;perm;unique;UNIX.mode;"))
    #expect(try engine.say("OPTS MLST").code == 200)
    #expect(try text(engine.fetch("MLSD /pub").bytes) == " f\r\n")
  }
}

@Test func whatIsTheStoresOwnIsNotShown() throws {
  try withEngine { engine, _ throws in
    #expect(try engine.put("STOR /incoming/f", "x").code == 226)
    #expect(try engine.put("STOR /incoming/g", [1], end: .truncated).code == 426)
    #expect(try text(engine.fetch("NLST /incoming").bytes) == "/incoming/f\r\n")
    for command in ["CWD", "SIZE", "MLST", "DELE", "RMD", "MKD", "RNFR", "HASH"] {
      #expect(try engine.say("\(command) /incoming/.peertls").code == 550, "\(command)")
    }
    #expect(try engine.fetch("LIST /incoming/.peertls/parts").answer.code == 550)
    #expect(try engine.put("STOR /incoming/.PeerTLS", "x").code == 550)
  }
}
