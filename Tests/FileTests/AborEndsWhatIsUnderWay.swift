import Foundation
import Handoff
import Processes
import TestSupport
import Testing

private let abort: [[UInt8]] = [
  Array("ABOR\r\n".utf8), [255, 244, 255, 242] + Array("ABOR\r\n".utf8), Array("NOOP\r\nABOR\r\n".utf8),
]

@Test(arguments: abort) func aDownload(_ abort: [UInt8]) throws {
  try withEngine { engine, scratch throws in
    try Data(pattern(morethanAPipe)).write(to: URL(filePath: scratch.path + "/state/pub/f"))
    let id = try engine.openPort()
    #expect(try engine.say("RETR /pub/f").code == 150)
    let pipe = try engine.sendingPipe()
    engine.write(abort)
    #expect(try engine.answer().code == 426)
    if abort.starts(with: Array("NOOP".utf8)) { #expect(try engine.answer().code == 200) }
    #expect(try engine.answer().code == 226)
    try engine.expect(.close(id: id))
    // Nobody can take what came for the whole: it was never said to be that.
    #expect(try FileEngine.readAll(pipe).count < morethanAPipe)
    try engine.tell(.ended(id: id, .broken, bytes: 5))
    #expect(try engine.say("NOOP").code == 200 && engine.fetch("RETR /pub/f").bytes.count == morethanAPipe)
  }
}

@Test(arguments: abort) func anUpload(_ abort: [UInt8]) throws {
  try withEngine { engine, _ throws in
    let id = try engine.openPort()
    #expect(try engine.say("STOR /incoming/f").code == 150)
    let pipe = try engine.receivingPipe()
    try send([1, 2, 3], to: pipe)
    while try !engine.say("STAT").lines.contains(where: { $0.contains(": 3 bytes") }) {}
    engine.write(abort)
    #expect(try engine.answer().code == 426)
    if abort.starts(with: Array("NOOP".utf8)) { #expect(try engine.answer().code == 200) }
    #expect(try engine.answer().code == 226)
    try engine.expect(.close(id: id))
    #expect(engine.names == [])
    #expect(try engine.say("SIZE /incoming/f").lines == ["213 3"])
    #expect(try engine.put("APPE /incoming/f", [4]).code == 226 && engine.contents("f") == [1, 2, 3, 4])
  }
}

@Test func aHash() throws {
  try withEngine { engine, scratch throws in
    let file = scratch.path + "/state/pub/f"
    _ = FileManager.default.createFile(atPath: file, contents: nil)
    // Nobody hashes so much in the time of a test.
    #expect(truncate(file, 1 << 42) == 0)
    engine.write("HASH /pub/f\r\n")
    #expect(try engine.say("STAT").lines.contains { $0.contains("/pub/f") })
    engine.write("ABOR\r\n")
    #expect(try engine.answer().code == 426 && engine.answer().code == 226)
    #expect(try engine.say("NOOP").code == 200)
  }
}

@Test func aPortThatWaits() throws {
  try withEngine { engine, _ throws in
    let id = try engine.openPort()
    #expect(try engine.say("ABOR").code == 226)
    try engine.expect(.close(id: id))
    #expect(try engine.say("LIST").code == 425 && engine.say("ABOR").code == 225)
  }
}
