import SIP
import TestSupport
import Testing

/// What follows a request whose Content-Length is wrong in some way, and whether the stream goes on.
@Test(
  arguments: [
    (nil, 400, false), ("", 400, false), ("five", 400, false), ("-1", 400, false), ("+5", 400, false),
    ("5 5", 400, false), ("0x5", 400, false), ("5;a=b", 400, false), ("5,5", 400, false),
    ("5\r\nContent-Length: 6", 400, false),
    ("5\r\nl: 5", 200, true), ("00005", 200, true), ("99999999999999999999999", 413, false),
    ("18446744073709551621", 413, false), ("4294967301", 413, false), ("16777217", 413, false),
  ] as [(String?, Int, Bool)])
func aLengthThatIsWrong(_ length: String?, _ status: Int, _ goesOn: Bool) throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  var ask = Ask(id: "l1")
  ask.length = length
  engine.write(ask.bytes + Ask(id: "l2").bytes)
  engine.closeInput()
  #expect(try engine.wait() == (goesOn ? 0 : 76))
  try engine.process.output.waitForEnd()
  #expect(Int(try engine.response(0).status.code) == status)
  #expect(engine.messages.count == (goesOn ? 2 : 1))
  #expect(engine.names("new").count == (goesOn ? 2 : 0))
  withExtendedLifetime(scratch) {}
}

@Test func aBodyThatIsTooLongIsSkipped() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let long = Ask(id: "l1").carrying([UInt8](repeating: 0x61, count: 2_000_000))
  engine.write(long.bytes + Ask(id: "l2").bytes)
  #expect(try engine.response(0).status == .requestEntityTooLarge)
  #expect(try engine.response(1).status == .ok)
  #expect(engine.names("new").count == 1)
  withExtendedLifetime(scratch) {}
}

@Test func aLengthThatIsTooShortLosesTheStream() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  var ask = Ask(id: "l1")
  ask.length = "3"
  engine.write(ask.bytes + Ask(id: "l2").bytes)
  #expect(try engine.response(0).status == .ok)
  // `loMESSAGE sip:…`: another method.
  #expect(try engine.response(1).status == .badRequest || engine.response(1).status == .notImplemented)
  #expect(engine.names("new").count == 1)
  withExtendedLifetime(scratch) {}
}

@Test func aMessageThatIsCutIsNotStored() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  engine.write(Array(Ask(id: "l1").bytes.dropLast()))
  engine.closeInput()
  #expect(try engine.wait() == 0)
  #expect(engine.messages.isEmpty && engine.names("new") == [])
  withExtendedLifetime(scratch) {}
}
