import Foundation
import TestFiles
import TestSupport
import Testing

@Test func theQuotaIsTheRules() throws {
  try withEngine(quota: "100000") { engine, _ throws in
    #expect(try engine.put("STOR /incoming/f", pattern(60_000)).code == 226)
    #expect(try engine.say("SITE QUOTA").lines[0].hasPrefix("200 You have 60000 of 100000 bytes"))
    #expect(try engine.say("ALLO 40000").code == 200 && engine.say("ALLO 40001").code == 552)
    #expect(try engine.put("STOR /incoming/g", pattern(40_001)).code == 552)
    #expect(try engine.names == ["f"] && (engine.contents("f")) == pattern(60_000))
    #expect(try engine.put("APPE /incoming/f", pattern(50_000)).code == 552)
    #expect(try engine.contents("f") == pattern(60_000))
    #expect(try engine.put("STOR /incoming/g", pattern(40_000)).code == 226)
    #expect(try engine.put("STOR /incoming/h", [1]).code == 552)
    #expect(try engine.say("DELE /incoming/g").code == 250 && engine.put("STOR /incoming/h", [1]).code == 226)
    try engine.process.errors.wait(for: "<4>peertls-file: /incoming/g: that is more than you may store.")
  }
}

@Test func elseItIsTheOptions() throws {
  try withEngine(options: ["--quota", "1K"]) { engine, _ throws in
    #expect(try engine.put("STOR /incoming/f", pattern(1025)).code == 552)
    #expect(try engine.put("STOR /incoming/f", pattern(1024)).code == 226)
  }
  try withEngine(quota: "5", options: ["--quota", "1K"]) { engine, _ throws in
    #expect(try engine.put("STOR /incoming/f", pattern(6)).code == 552)
  }
  try withEngine(options: ["--quota", "infinity"]) { engine, _ throws in
    #expect(try engine.say("SITE QUOTA").lines[0].contains("any number of bytes"))
    #expect(try engine.say("ALLO 18446744073709551615").code == 200)
  }
}

@Test(.enabled(if: canMount, "no right to mount a file system"), arguments: ["size=2m", "size=64m,nr_inodes=60"])
func aFullDiskIsSaidAndLosesNothing(_ options: String) throws {
  try withSmallDisk(options) { path throws in
    let engine = try FileEngine(path)
    try engine.logIn()
    var stored: [String] = []
    var refused = 0
    for number in 0..<100 where refused < 3 {
      let answer = try engine.put("STOR /incoming/f\(number)", pattern(150_000))
      if answer.code == 226 { stored.append("f\(number)") } else { refused += 1 }
      #expect([226, 452].contains(answer.code), "\(answer)")
    }
    #expect(refused == 3 && stored.count > 3 && engine.names == stored.sorted())
    for name in stored { #expect(try engine.contents(name) == pattern(150_000)) }
    // Once there is room it goes on.
    #expect(
      try engine.say("DELE /incoming/\(stored[0])").code == 250 && engine.say("DELE /incoming/\(stored[1])").code == 250
    )
    #expect(try engine.put("STOR /incoming/again", pattern(150_000)).code == 226)
    #expect(try engine.say("QUIT").code == 221 && engine.wait() == 0)
  }
}

@Test func aFileOverTheProcesssLimitIsNoRoom() throws {
  let scratch = try Scratch()
  let engine = try FileEngine(scratch.path, launcher: ["prlimit", "--fsize=100000"])
  try engine.logIn()
  #expect(try engine.put("STOR /incoming/f", pattern(200_000)).code == 452)
  #expect(try engine.put("STOR /incoming/f", pattern(50_000)).code == 226)
}

@Test func alostDirectoryIsATemporaryError() throws {
  try withEngine { engine, scratch throws in
    try FileManager.default.removeItem(atPath: engine.incoming)
    #expect(try (400..<500).contains(engine.put("STOR /incoming/f", "x").code))
    #expect(try engine.say("NOOP").code == 200)
  }
}
