import Handoff
import Processes
import TestSupport
import Testing

/// Writes into a pipe and returns when the handler has taken it.
func send(_ bytes: [UInt8], to pipe: borrowing Descriptor) throws {
  try File.write(bytes, to: pipe.number, name: "a pipe")
}

@Test(arguments: [(.truncated, 426), (.broken, 426), (.nobodyCame, 425), (.pipeFailed, 451)] as [(DataEnd, Int)])
func itIsRefusedAndCanBeGoneOnWith(_ end: DataEnd, _ code: Int) throws {
  try withEngine { engine, _ throws in
    let bytes = pattern(200_000)
    #expect(try engine.put("STOR /incoming/f", Array(bytes[..<120_000]), end: end).code == code)
    #expect(engine.names == [])
    #expect(try engine.say("MLST /incoming/f").code == 550 && text(engine.fetch("NLST /incoming").bytes) == "")
    #expect(try engine.say("SIZE /incoming/f").lines == ["213 120000"])
    #expect(try engine.say("REST 120000").code == 350)
    #expect(try engine.put("STOR /incoming/f", Array(bytes[120_000...])).code == 226)
    #expect(try engine.contents("f") == bytes)
  }
}

/// Without a data connection nothing begins, and nothing of before is lost.
@Test func whatIsRefusedForWantOfAPortChangesNothing() throws {
  try withEngine { engine, _ throws in
    #expect(try engine.put("STOR /incoming/f", [1, 2, 3], end: .truncated).code == 426)
    #expect(try engine.say("STOR /incoming/f").code == 425 && engine.say("APPE /incoming/f").code == 425)
    #expect(try engine.say("SIZE /incoming/f").lines == ["213 3"])
  }
}

@Test func appeGoesOnToo() throws {
  try withEngine { engine, _ throws in
    #expect(try engine.put("STOR /incoming/f", Array("abc".utf8), end: .truncated).code == 426)
    #expect(try engine.put("APPE /incoming/f", "def").code == 226)
    #expect(try text(engine.contents("f")) == "abcdef")
  }
}

/// What the session says came must be what the pipe brought.
@Test(arguments: [2, 4]) func lessOrMoreThanWasToldIsNoUpload(_ told: Int) throws {
  try withEngine { engine, _ throws in
    #expect(try engine.put("STOR /incoming/f", Array("abc".utf8), told: told).code == 426)
    #expect(engine.names == [])
  }
}

@Test func theFileThatWasThereStays() throws {
  try withEngine { engine, _ throws in
    #expect(try engine.put("STOR /incoming/f", "old").code == 226)
    #expect(try engine.put("STOR /incoming/f", Array("new".utf8), end: .truncated).code == 426)
    #expect(try text(engine.contents("f")) == "old")
    #expect(try text(engine.fetch("RETR /incoming/f").bytes) == "old")
    // To which of the two it would be added is not clear.
    #expect(try engine.put("APPE /incoming/f", "er").lines[0].contains("REST"))
    #expect(try engine.put("STOR /incoming/f", "new").code == 226)
    #expect(try engine.put("APPE /incoming/f", Array("er".utf8), end: .broken).code == 426)
    #expect(try text(engine.contents("f")) == "new")
    #expect(try engine.put("APPE /incoming/f", "est").code == 226 && text(engine.contents("f")) == "newest")
  }
}

@Test func theEndOfThePipeAloneIsNoEnd() throws {
  try withEngine { engine, _ throws in
    let id = try engine.openPort()
    #expect(try engine.say("STOR /incoming/f").code == 150)
    do {
      let pipe = try engine.receivingPipe()
      try send([1, 2, 3], to: pipe)
    }
    #expect(try engine.say("STAT").lines.contains { $0.contains("/incoming/f: ") })
    #expect(engine.isQuiet && engine.names == [])
    try engine.tell(.ended(id: id, .complete, bytes: 3))
    #expect(try engine.answer().code == 226 && engine.contents("f") == [1, 2, 3])
  }
}

@Test func theEndMayBeToldBeforeThePipeHasBroughtAll() throws {
  try withEngine { engine, _ throws in
    let id = try engine.openPort()
    #expect(try engine.say("STOR /incoming/f").code == 150)
    let pipe = try engine.receivingPipe()
    try engine.tell(.ended(id: id, .complete, bytes: 6))
    try send([1, 2, 3], to: pipe)
    #expect(try engine.say("STAT").code == 211 && engine.names == [])
    try send([4, 5, 6], to: pipe)
    #expect(try engine.answer().code == 226 && engine.contents("f") == [1, 2, 3, 4, 5, 6])
  }
}

@Test func aKilledHandlerLeavesNoFileAndThePart() throws {
  let scratch = try Scratch()
  let bytes = pattern(3 << 20)
  do {
    let engine = try FileEngine(scratch.path)
    try engine.logIn()
    try engine.openPort()
    #expect(try engine.say("STOR /incoming/f").code == 150)
    let pipe = try engine.receivingPipe()
    try send(bytes, to: pipe)
    while try !engine.say("STAT").lines.contains(where: { $0.contains(": \(3 << 20) bytes") }) {}
    engine.process.signal(9)
    #expect(try engine.wait() == 137 && engine.names == [])
  }
  let engine = try FileEngine(scratch.path)
  try engine.logIn()
  #expect(try engine.say("SIZE /incoming/f").lines == ["213 \(3 << 20)"])
  #expect(try engine.put("APPE /incoming/f", [7]).code == 226)
  #expect(try engine.contents("f") == bytes + [7])
}

@Test func oneUploadOfANameAtATime() throws {
  let scratch = try Scratch()
  let (one, other) = (try FileEngine(scratch.path), try FileEngine(scratch.path))
  try one.logIn()
  try other.logIn()
  let id = try one.openPort()
  #expect(try one.say("STOR /incoming/f").code == 150)
  #expect(try other.put("STOR /incoming/f", [1]).code == 450)
  try one.feed([2])
  try one.tell(.ended(id: id, .complete, bytes: 1))
  #expect(try one.answer().code == 226)
  #expect(try other.put("STOR /incoming/f", [1]).code == 226)
}
