import Handoff
import Processes
import TestSupport
import Testing

@Test func aHundredAtOnceHaveTheirRepliesInOrder() throws {
  try withEngine { engine, _ throws in
    engine.write((0..<300).map { "REST \($0)\r\nNOOP\r\nX\r\n" }.joined())
    for number in 0..<300 {
      #expect(try engine.answer().lines == ["350 The next transfer begins at byte \(number)."])
      #expect(try engine.answer().code == 200 && engine.answer().code == 500)
    }
    #expect(try engine.say("NOOP").code == 200 && engine.isQuiet)
  }
}

/// Before any reply, and with transfers among them.
@Test func aWholeSessionAtOnce() throws {
  let scratch = try Scratch()
  try scratch.write("pub/f", "whole")
  let engine = try FileEngine(scratch.path)
  engine.write(
    "USER alice\r\nPASS x\r\nTYPE I\r\nEPSV\r\nRETR /pub/f\r\nSIZE /pub/f\r\nEPSV\r\nSTOR /incoming/g\r\nMKD /incoming/d\r\nQUIT\r\n"
  )
  #expect(try (0..<4).map { _ in try engine.answer().code } == [220, 230, 230, 200])
  try engine.expect(.listen(id: 1))
  #expect(engine.isQuiet)
  try engine.tell(.listening(id: 1, port: 61_000))
  #expect(try engine.answer().code == 229 && engine.answer().code == 150)
  #expect(try text(FileEngine.readAll(engine.sendingPipe())) == "whole")
  try engine.expect(.sent(id: 1, bytes: 5))
  #expect(engine.isQuiet)
  try engine.tell(.ended(id: 1, .complete, bytes: 5))
  #expect(try engine.answer().code == 226 && engine.answer().lines == ["213 5"])
  try engine.expect(.listen(id: 2))
  try engine.tell(.listening(id: 2, port: 61_001))
  #expect(try engine.answer().code == 229 && engine.answer().code == 150)
  try engine.feed([1])
  #expect(engine.isQuiet)
  try engine.tell(.ended(id: 2, .complete, bytes: 1))
  #expect(try (0..<3).map { _ in try engine.answer().code } == [226, 257, 221])
  #expect(try engine.wait() == 0 && engine.names == ["d", "g"])
}

@Test func theStateOfATransferIsTold() throws {
  try withEngine { engine, _ throws in
    try engine.openPort()
    #expect(try engine.say("STOR /incoming/f").code == 150)
    let pipe = try engine.receivingPipe()
    #expect(try engine.say("STAT").lines.contains(" Receiving /incoming/f: 0 bytes have come."))
    try send([1, 2], to: pipe)
    while try !engine.say("STAT").lines.contains(" Receiving /incoming/f: 2 bytes have come.") {}
  }
}

/// The line ends of two commands cannot be mistaken, and whatever is in a line, it is answered once.
@Test(arguments: [
  "DELE /incoming/f\nDELE /incoming/f\r\n", "DELE /incoming/f\rDELE /incoming/f\r\n",
  "NOOP\r\r\nDELE /incoming/f\n\r\n",
  "DELE /incoming/f\0\r\n", "\u{0}DELE /incoming/f\r\n",
])
func bareLineEndsAreNoCommands(_ line: String) throws {
  try withEngine { engine, _ throws in
    #expect(try engine.put("STOR /incoming/f", "x").code == 226)
    engine.write(line)
    let code = try engine.answer().code
    #expect(code == 500 || code == 501)
    if line.contains("NOOP") { #expect(try engine.answer().code == 500) }
    #expect(try engine.say("NOOP").code == 200 && engine.isQuiet && engine.names == ["f"])
  }
}

@Test func telnetIsPassedOver() throws {
  try withEngine { engine, _ throws in
    engine.write([255, 251, 1, 255, 253, 3] + Array("PW".utf8) + [255, 241] + Array("D\r\n".utf8))
    #expect(try engine.answer().code == 257)
    engine.write(Array("MKD /incoming/a".utf8) + [255, 255] + Array("b\r\n".utf8))
    #expect(try engine.answer().code == 553)
    engine.write([255, 244, 255, 242] + Array("STAT\r\n".utf8))
    #expect(try engine.answer().code == 211 && engine.isQuiet)
  }
}

@Test func aLineThatIsTooLongIsAnsweredOnce() throws {
  try withEngine { engine, _ throws in
    engine.write("STOR " + String(repeating: "x", count: 1_000_000) + "\r\n")
    #expect(try engine.answer().code == 500)
    #expect(try engine.say("NOOP").code == 200 && engine.isQuiet)
  }
}

/// Who asks and does not listen is not listened to, and costs no memory.
@Test func whoReadsNothingIsReadNoMore() throws {
  try withEngine { engine, _ throws in
    // The output is read by the tests; what fills up is the queue behind a transfer.
    try engine.openPort()
    #expect(try engine.say("STOR /incoming/f").code == 150)
    let pipe = try engine.receivingPipe()
    engine.write(String(repeating: "NOOP\r\n", count: 20_000))
    try send([1], to: pipe)
    #expect(engine.isQuiet)
    try engine.tell(.ended(id: 1, .complete, bytes: 1))
    #expect(try engine.answer().code == 226)
    for _ in 0..<20_000 { #expect(try engine.answer().code == 200) }
  }
}

@Test func rntoBelongsToTheCommandBefore() throws {
  try withEngine { engine, _ throws in
    #expect(try engine.put("STOR /incoming/f", "x").code == 226)
    #expect(try engine.say("RNTO /incoming/g").code == 503)
    #expect(try engine.say("RNFR /incoming/f").code == 350 && engine.say("NOOP").code == 200)
    #expect(try engine.say("RNTO /incoming/g").code == 503 && engine.names == ["f"])
    #expect(try engine.say("RNFR /incoming/f").code == 350 && engine.say("RNTO /incoming/g").code == 250)
    #expect(try engine.say("RNTO /incoming/h").code == 503 && engine.names == ["g"])
    #expect(try engine.say("RNFR /incoming/none").code == 550 && engine.say("RNFR /pub").code == 550)
  }
}
