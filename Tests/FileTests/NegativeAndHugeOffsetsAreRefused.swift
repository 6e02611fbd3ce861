import TestSupport
import Testing

@Test(arguments: ["-1", "-9223372036854775808", "9223372036854775808", "18446744073709551616", "1e3", "", " 5", "0x5"])
func whatIsNoOffset(_ offset: String) throws {
  try withEngine(pub: ["f": "whole"]) { engine, _ throws in
    #expect(try engine.say("REST \(offset)").code == 501)
    #expect(try text(engine.fetch("RETR /pub/f").bytes) == "whole")
  }
}

@Test(arguments: ["9223372036854775807", "6"]) func whatIsBehindTheEnd(_ offset: String) throws {
  try withEngine(pub: ["f": "whole"]) { engine, _ throws in
    #expect(try engine.say("REST \(offset)").code == 350)
    #expect(try engine.fetch("RETR /pub/f").answer.code == 554)
    // It is gone with the transfer it was for.
    #expect(try text(engine.fetch("RETR /pub/f").bytes) == "whole")
    #expect(try engine.put("STOR /incoming/f", "whole").code == 226)
    #expect(try engine.say("REST \(offset)").code == 350)
    #expect(try engine.put("STOR /incoming/f", "x").code == 554)
    #expect(try text(engine.contents("f")) == "whole")
  }
}
