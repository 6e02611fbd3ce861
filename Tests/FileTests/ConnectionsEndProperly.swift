import Foundation
import Handoff
import Processes
import TestSupport
import Testing

@Test func quitWaitsForTheTransfer() throws {
  try withEngine { engine, _ throws in
    let id = try engine.openPort()
    #expect(try engine.say("STOR /incoming/f").code == 150)
    let pipe = try engine.receivingPipe()
    engine.write("QUIT\r\nNOOP\r\n")
    try send([1], to: pipe)
    #expect(engine.isQuiet && engine.process.isRunning)
    try engine.tell(.ended(id: id, .complete, bytes: 1))
    #expect(try engine.answer().code == 226 && engine.answer().code == 221 && engine.wait() == 0)
    #expect(engine.isQuiet && engine.names == ["f"])
  }
}

@Test func thePeersEndLetsWhatItAskedForBeDone() throws {
  try withEngine(pub: ["f": "whole"]) { engine, _ throws in
    let id = try engine.openPort()
    engine.write("STOR /incoming/f\r\nMKD /incoming/d\r\nMKD half")
    #expect(try engine.answer().code == 150)
    engine.process.closeInput()
    try engine.feed([1])
    try engine.tell(.ended(id: id, .complete, bytes: 1))
    #expect(try engine.answer().code == 226 && engine.answer().code == 257 && engine.wait() == 0)
    #expect(engine.names == ["d", "f"])
  }
}

@Test func thePeersEndAlone() throws {
  try withEngine { engine, _ throws in
    engine.process.closeInput()
    #expect(try engine.wait() == 0)
  }
}

@Test func aHangUpEndsItAtOnceAndKeepsThePart() throws {
  try withEngine { engine, scratch throws in
    try engine.openPort()
    #expect(try engine.say("STOR /incoming/f").code == 150)
    try engine.feed([1, 2, 3])
    while try !engine.say("STAT").lines.contains(where: { $0.contains(": 3 bytes") }) {}
    engine.process.signal(SIGHUP)
    #expect(try engine.wait() == 128 + SIGHUP)
    let again = try FileEngine(scratch.path + "/state")
    try again.logIn()
    #expect(try again.say("SIZE /incoming/f").lines == ["213 3"] && again.names == [])
  }
}

@Test func aSessionThatIsGoneOrSpeaksNonsenseEndsIt() throws {
  for message in [[], [9, 9], ToHandler.connected(id: 1).encode() + [0]] as [[UInt8]] {
    let scratch = try Scratch()
    let engine = try FileEngine(scratch.path)
    try engine.logIn()
    engine.sayRaw(message)
    #expect(try engine.wait() == 75)
  }
}

@Test func aDownloadThatNobodyTakesEnds() throws {
  for (end, code) in [(.broken, 426), (.nobodyCame, 425), (.truncated, 426), (.pipeFailed, 451)] as [(DataEnd, Int)] {
    try withEngine { engine, scratch throws in
      try Data(pattern(morethanAPipe)).write(to: URL(filePath: scratch.path + "/state/pub/f"))
      let id = try engine.openPort(connected: false)
      #expect(try engine.say("RETR /pub/f").code == 150)
      do { _ = try engine.sendingPipe() }
      #expect(try engine.say("STAT").code == 211)
      try engine.tell(.ended(id: id, end, bytes: 0))
      #expect(try engine.answer().code == code)
      #expect(try engine.fetch("RETR /pub/f").answer.code == 226)
    }
  }
}

/// `complete` is not enough where less has gone than there was.
@Test func aDownloadIsCompleteOnlyWithAllItsBytes() throws {
  try withEngine(pub: ["f": "whole"]) { engine, _ throws in
    let id = try engine.openPort()
    #expect(try engine.say("RETR /pub/f").code == 150)
    _ = try FileEngine.readAll(try engine.sendingPipe())
    try engine.tell(.ended(id: id, .complete, bytes: 4))
    #expect(try engine.answer().code == 426)
  }
}

@Test func whatIsSaidOnTheCommandLine() throws {
  let scratch = try Scratch()
  for (options, code) in [
    (["--version"], 0), (["--help"], 0), (["--quota"], 64), (["--quota", "x"], 64), (["--quota", "129T"], 64),
    (["--keep-parts", "1s"], 64), (["--keep-parts", "2y"], 64), (["x"], 64),
  ] as [([String], Int32)] {
    #expect(try FileEngine(scratch.path, options: options).wait() == code, "\(options)")
  }
  try withEngine(options: ["--quota", "5G", "--keep-parts", "36h"]) { engine, _ throws in
    #expect(try engine.say("SITE QUOTA").lines[0].contains(" of 5368709120 bytes"))
  }
}

@Test(arguments: [("PEERTLS_PEER_KEY", 77), ("STATE_DIRECTORY", 78), ("3", 75)] as [(String, Int32)])
func whatIsMissingIsSaid(_ name: String, _ code: Int32) throws {
  let scratch = try Scratch()
  let engine = try FileEngine(scratch.path, without: [name])
  #expect(try engine.wait() == code)
  try engine.process.errors.wait(for: "<3>peertls-file: ")
}

@Test(arguments: [("files", "all"), ("quota", "x"), ("quota", "-1")]) func aPolicysWordThatIsNoneIsRefused(
  _ name: String, _ value: String
) throws {
  let scratch = try Scratch()
  let engine = try FileEngine(
    scratch.path, files: name == "files" ? value : nil, quota: name == "quota" ? value : nil)
  #expect(try engine.wait() == 78)
}
