import TestSupport
import Testing

@Test func read() throws {
  try withEngine(pub: ["f": "x"], files: "read") { engine, _ throws in
    #expect(try text(engine.fetch("NLST").bytes) == "pub\r\n" && engine.fetch("RETR /pub/f").bytes.count == 1)
    #expect(try engine.say("CWD /incoming").code == 550 && engine.put("STOR /incoming/f", "x").code == 550)
    #expect(try engine.say("SITE QUOTA").code == 550 && engine.say("ALLO 5").code == 550)
  }
}

@Test func pubIsReadOnly() throws {
  try withEngine(pub: ["f": "x", "d/f": "y"]) { engine, scratch throws in
    for command in [
      "DELE /pub/f", "RMD /pub/d", "MKD /pub/e", "RNFR /pub/f", "MFMT 20200101000000 /pub/f", "DELE /pub",
      "RMD /incoming",
    ] {
      #expect(try engine.say(command).code == 550, "\(command)")
    }
    #expect(try engine.put("STOR /pub/f", "z").code == 550 && engine.put("APPE /pub/f", "z").code == 550)
    #expect(try engine.put("STOR /f", "z").code == 550 && engine.say("MKD /d").code == 550)
    #expect(try scratch.read("state/pub/f") == "x")
    try engine.process.errors.wait(for: "<5>peertls-file: /pub/f: that is not allowed.")
  }
}

@Test func drop() throws {
  try withEngine(pub: ["f": "x"], files: "drop") { engine, _ throws in
    #expect(try text(engine.fetch("NLST").bytes) == "incoming\r\n")
    #expect(try engine.fetch("RETR /pub/f").answer.code == 550)
    #expect(try engine.say("CWD /incoming").code == 250 && engine.put("STOR f", "dropped").code == 226)
    #expect(try text(engine.contents("f")) == "dropped")
    #expect(try engine.put("STOR f", "again").code == 550 && engine.put("APPE f", "more").code == 550)
    #expect(try engine.fetch("RETR f").answer.code == 550 && engine.say("DELE f").code == 550)
    #expect(
      try engine.say("RNFR f").code == 550 && engine.say("SIZE f").code == 550 && engine.say("HASH f").code == 550)
    #expect(try text(engine.fetch("MLSD").bytes) == "")
    #expect(
      try engine.say("MKD d").code == 257 && engine.say("CWD d").code == 250 && engine.put("STOR g", "x").code == 226)
    // Only what is interrupted can be gone on with.
    #expect(try engine.put("STOR h", [1, 2], end: .truncated).code == 426)
    #expect(try engine.say("SIZE h").lines == ["213 2"] && engine.say("REST 2").code == 350)
    #expect(try engine.put("STOR h", [3]).code == 226 && engine.contents("d/h") == [1, 2, 3])
  }
}

@Test func none() throws {
  try withEngine(pub: ["f": "x"], files: "none") { engine, _ throws in
    #expect(try text(engine.fetch("MLSD").bytes) == "")
    #expect(try engine.say("CWD /pub").code == 550 && engine.put("STOR /incoming/f", "x").code == 550)
  }
}

@Test func nobodySeesAnothers() throws {
  let scratch = try Scratch()
  let bob = ChatPerson("Bob", emails: ["bob@example.org"], letters: "b7")
  let (first, second) = (try FileEngine(scratch.path), try FileEngine(scratch.path, peer: bob))
  try first.logIn()
  #expect(try second.answer().code == 220 && second.say("USER bob@example.org").code == 230)
  #expect(try first.put("STOR /incoming/f", "alice's").code == 226)
  #expect(try text(second.fetch("NLST /incoming").bytes) == "" && second.say("MLST /incoming/f").code == 550)
  #expect(try second.put("STOR /incoming/f", "bob's").code == 226)
  #expect(try text(first.fetch("RETR /incoming/f").bytes) == "alice's")
}

@Test func directoriesAreMadeAndRemoved() throws {
  try withEngine { engine, _ throws in
    #expect(try engine.say("XMKD /incoming/d").code == 257 && engine.say("MKD /incoming/d").code == 550)
    #expect(try engine.say("XCWD /incoming/d").code == 250 && engine.put("STOR f", "x").code == 226)
    #expect(try engine.say("CDUP").code == 250 && engine.say("XPWD").lines[0].hasPrefix("257 \"/incoming\""))
    #expect(
      try engine.say("RMD d").code == 550 && engine.say("DELE d").code == 550 && engine.say("RMD d/f").code == 550)
    #expect(try engine.say("RNFR d/f").code == 350 && engine.say("RNTO g").code == 250)
    #expect(try engine.say("XRMD d").code == 250 && engine.names == ["g"] && engine.say("CWD d").code == 550)
  }
}
