import Handoff
import TestSupport
import Testing

@Test(arguments: [
  "PORT 127,0,0,1,0,22", "EPRT |2|::1|22|", "EPRT |1|192.0.2.1|22|", "LPRT 6,16,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,2,0,22",
  "PORT x",
])
func theNodeCallsNobody(_ command: String) throws {
  try withEngine(pub: ["f": "x"]) { engine, _ throws in
    #expect(try engine.say(command).code == 502)
    #expect(try engine.say("RETR /pub/f").code == 425)
  }
}

@Test func passiveRepliesNameAPortAndNoAddress() throws {
  try withEngine { engine, _ throws in
    #expect(try engine.say("PASV").code == 425 && engine.say("LPSV").code == 425)
    // 229 alone has an address to be wrong in none of its places: the helper holds it to its exact text.
    try engine.openPort(number: 1024)
    try engine.openPort("EPSV 2", number: 65_535)
    #expect(try engine.say("EPSV 1").code == 522)
    let said = engine.process.output.text
    #expect(!said.contains("227") && !said.contains("2001:db8") && !said.contains("::"))
  }
}

@Test func epsvAllIsNotForgottenAfterAbor() throws {
  try withEngine(pub: ["f": "x"]) { engine, _ throws in
    #expect(try engine.say("EPSV ALL").code == 200)
    func refused() throws {
      for command in ["PASV", "PORT 127,0,0,1,0,22", "EPRT |2|::1|22|", "LPSV"] {
        #expect(try engine.say(command).code == 503, "\(command)")
      }
    }
    try refused()
    #expect(try engine.say("ABOR").code == 225)
    try refused()
    let id = try engine.openPort()
    #expect(try engine.say("RETR /pub/f").code == 150)
    engine.write("ABOR\r\n")
    #expect(try engine.answer().code == 426 && engine.answer().code == 226)
    _ = try engine.sendingPipe()
    while try engine.request() != .close(id: id) {}
    try refused()
    #expect(try engine.say("EPSV 1").code == 522)
    try refused()
    #expect(try engine.fetch("RETR /pub/f").bytes == [0x78])
    try refused()
  }
}

@Test func ofTwoPortsTheLastOneCounts() throws {
  try withEngine(pub: ["f": "x"]) { engine, _ throws in
    let first = try engine.openPort()
    let second = try engine.openPort()
    #expect(first != second)
    // What comes late of the first is nothing to the second.
    try engine.tell(.ended(id: first, .nobodyCame, bytes: 0))
    try engine.tell(.notListening(id: first, code: 5))
    #expect(try engine.say("RETR /pub/f").code == 150)
    let pipe = try engine.sendingPipe()
    try engine.tell(.ended(id: first, .broken, bytes: 0))
    #expect(try FileEngine.readAll(pipe) == [0x78])
    try engine.expect(.sent(id: second, bytes: 1))
    try engine.tell(.ended(id: second, .complete, bytes: 1))
    #expect(try engine.answer().code == 226)
    // A port serves one transfer.
    #expect(try engine.say("RETR /pub/f").code == 425)
  }
}

@Test(arguments: [(98, 425), (11, 425), (95, 502)] as [(Int32, Int)])
func noPortIsSaid(_ errno: Int32, _ code: Int) throws {
  try withEngine { engine, _ throws in
    engine.write("EPSV\r\nNOOP\r\n")
    guard case .listen(let id) = try engine.request() else { throw TestFailure("no port was asked for") }
    try engine.tell(.notListening(id: id, code: errno))
    #expect(try engine.answer().code == code && engine.answer().code == 200)
    #expect(try engine.say("LIST").code == 425)
  }
}

/// Whoever has connected for a transfer that is refused must not wait for it.
@Test(arguments: [
  "RETR /pub/none", "STOR /pub/x", "STOR /none/x", "APPE /", "LIST /none", "MLSD /pub/f", "STOR /incoming/a\tb",
])
func aRefusedTransferClosesItsPort(_ command: String) throws {
  try withEngine(pub: ["f": "x"]) { engine, _ throws in
    let id = try engine.openPort()
    #expect(try engine.say(command).code >= 500)
    try engine.expect(.close(id: id))
    #expect(try engine.say(command).code == 425)
  }
}
