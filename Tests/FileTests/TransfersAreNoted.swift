import TestSupport
import Testing

@Test func whoAndWhatAndHowMuch() throws {
  try withEngine(pub: ["f": "12345"]) { engine, _ throws in
    _ = try engine.fetch("RETR /pub/f")
    _ = try engine.fetch("LIST /pub")
    _ = try engine.put("STOR /incoming/a b", "xyz")
    _ = try engine.put("STOR /incoming/c", [1, 2], end: .truncated)
    _ = try engine.say("RNFR /incoming/a b")
    for command in ["RNTO /incoming/d", "DELE /incoming/d", "MKD /incoming/e", "RMD /incoming/e", "QUIT"] {
      try engine.say(command)
    }
    #expect(try engine.wait() == 0)
    try engine.process.errors.waitForEnd()
    #expect(
      engine.process.errors.text.split(separator: "\n").map { String($0) } == [
        "<6>peertls-file: alice@example.org has logged in as alice@example.org, files=write",
        "<6>peertls-file: sent /pub/f, 5 bytes", "<6>peertls-file: received /incoming/a b, 3 bytes",
        "<5>peertls-file: /incoming/c is cut short after 2 bytes",
        "<6>peertls-file: renamed /incoming/a b to /incoming/d", "<6>peertls-file: deleted /incoming/d",
        "<6>peertls-file: made directory /incoming/e", "<6>peertls-file: removed directory /incoming/e",
      ])
  }
}

@Test func onePeerHasOnlySoManyLines() throws {
  try withEngine { engine, _ throws in
    engine.write(String(repeating: "USER mallory\r\n", count: 5000))
    for _ in 0..<5000 { try engine.answer() }
    let lines = engine.process.errors.text.split(separator: "\n")
    #expect(lines.count == 4097 && lines.last?.hasSuffix("no more is noted of this connection") == true)
  }
}
