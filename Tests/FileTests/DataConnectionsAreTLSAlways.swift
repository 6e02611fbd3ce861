import TestSupport
import Testing

@Test(arguments: [
  ("PROT C", 534), ("PROT S", 536), ("PROT E", 536), ("PROT X", 504), ("CCC", 533), ("AUTH TLS", 534),
  ("AUTH SSL", 534),
  ("AUTH GSSAPI", 534), ("PROT P", 200), ("PBSZ 0", 200), ("PBSZ 4096", 200), ("ADAT x", 502), ("MODE B", 504),
  ("STRU R", 504), ("MODE S", 200), ("STRU F", 200), ("TYPE E", 504), ("TYPE L 8", 200), ("TYPE A", 200),
])
func refusedWithoutHarm(_ command: String, _ code: Int) throws {
  try withEngine(pub: ["f": "whole"]) { engine, _ throws in
    #expect(try engine.say(command).code == code)
    #expect(try text(engine.fetch("RETR /pub/f").bytes) == "whole")
  }
}

/// Some clients never send PROT.
@Test func protectionIsThereFromTheStart() throws {
  try withEngine(pub: ["f": "whole"]) { engine, _ throws in
    #expect(try engine.fetch("RETR /pub/f").answer.code == 226)
    #expect(try engine.say("FEAT").lines.contains(" PROT"))
  }
}
