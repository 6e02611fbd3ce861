import TestSupport
import Testing

@Test(arguments: ["STOR /incoming/f", "APPE /incoming/f", "STOU"])
func fileAndDirectoryAreSyncedBefore226(_ command: String) throws {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  let trace = scratch.path + "/trace"
  let calls = "trace=fsync,fdatasync,renameat2,rename,renameat,splice,write,pwrite64"
  let engine = try FileEngine(state, program: ["/usr/bin/strace", "-y", "-s", "200", "-o", trace, "-e", calls])
  try engine.logIn()
  #expect(try engine.say("CWD /incoming").code == 250)
  #expect(try engine.put(command, "durable").code == 226)
  #expect(try engine.say("QUIT").code == 221 && engine.wait(seconds: 30) == 0)
  let lines = try scratch.read("trace").split(separator: "\n")
  let answer = try #require(lines.firstIndex { $0.hasPrefix("write") && $0.contains("\"226") })
  let placed = try #require(lines[..<answer].lastIndex { $0.hasPrefix("rename") && $0.contains("/parts>") })
  let moved = try #require(
    lines[..<placed].lastIndex { ($0.hasPrefix("splice") || $0.hasPrefix("pwrite")) && $0.contains("/parts/") })
  #expect(lines[moved..<placed].contains { $0.contains("sync(") && $0.contains("/parts/") }, "\(lines[moved..<placed])")
  #expect(lines[placed..<answer].contains { $0.contains("sync(") && $0.contains("/alice@example.org>") })
}

@Test func nothingIsThereBefore() throws {
  try withEngine { engine, _ throws in
    let id = try engine.openPort()
    #expect(try engine.say("STOR /incoming/f").code == 150)
    let pipe = try engine.receivingPipe()
    try send(pattern(1 << 20), to: pipe)
    #expect(engine.names == [])
    try engine.tell(.ended(id: id, .complete, bytes: 1 << 20))
    #expect(try engine.answer().code == 226 && engine.names == ["f"])
  }
}
