import Foundation
import SIP
import TestSupport
import Testing

@Test func aMessageMayBeSplitAnywhere() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  let length = Ask(id: "s0000").bytes.count
  for boundary in 1..<length {
    let digits = String(boundary)
    let bytes = Ask(id: "s" + String(repeating: "0", count: 4 - digits.count) + digits).bytes
    try engine.process.writeAndWait(Array(bytes[..<boundary]))
    try engine.process.writeAndWait(Array(bytes[boundary...]))
  }
  #expect(try engine.response(length - 2, seconds: 60).status == .ok)
  #expect(engine.messages.count == length - 1)
  #expect(engine.names("new").count == length - 1)
  withExtendedLifetime(scratch) {}
}

@Test func manyRequestsMayComeAtOnce() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  engine.write((0..<300).flatMap { Ask(id: "p\($0)", body: "\($0)").bytes + ($0 % 7 == 0 ? Framer.ping : []) })
  engine.closeInput()
  #expect(try engine.wait(seconds: 60) == 0)
  try engine.process.output.waitForEnd()
  let identifiers = engine.messages.map { message -> String? in
    if case .response(let response) = message { response.fields[.callID] } else { nil }
  }
  #expect(identifiers == (0..<300).map { "p\($0)" })
  let texts = try engine.names("new").map { try engine.contents("new", $0).split(separator: "\r\n").last }
  #expect(texts == (0..<300).map { "\($0)" })
  withExtendedLifetime(scratch) {}
}

/// Nothing is read while the answers find no reader, so that memory stays small; and then nothing is lost.
@Test func aPeerThatDoesNotReadIsNotReadEither() throws {
  let (scratch, state) = try scratchState()
  let fifo = scratch.path + "/fifo"
  #expect(mkfifo(fifo, 0o600) == 0)
  let reader = open(fifo, O_RDWR)
  defer { close(reader) }
  let engine = try ChatEngine(state, program: ["/bin/sh", "-c", "exec \"$0\" \"$@\" >\(fifo)"])
  let count = 6000
  let padding = String(repeating: "x", count: 4000)
  let isWritten = Watched(false)
  Thread.detachNewThread {
    for number in 0..<count {
      engine.write(Ask("OPTIONS", id: "q\(number)", body: "").with("Call-ID", "\(number)-\(padding)").bytes)
    }
    isWritten.with { $0 = true }
  }
  // Until it sleeps although there is more to read, or has read everything.
  var timesAsleep = 0
  while timesAsleep < 30 && !isWritten.with({ $0 }) {
    let status = try String(contentsOfFile: "/proc/\(engine.process.pid)/status", encoding: .utf8)
    timesAsleep = status.contains("State:\tS") ? timesAsleep + 1 : 0
    usleep(10_000)
  }
  #expect(!isWritten.with { $0 })
  var framer = Framer()
  var answers = 0
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while answers < count {
    let length = read(reader, &buffer, buffer.count)
    guard length > 0 else { break }
    framer.append(buffer[..<length])
    while let arrival = framer.next() { if case .message = arrival { answers += 1 } }
  }
  #expect(answers == count)
  let status = try String(contentsOfFile: "/proc/\(engine.process.pid)/status", encoding: .utf8)
  let peak = status.firstMatch(of: /VmHWM:\s+(\d+)/).flatMap { Int($0.output.1) } ?? .max
  #expect(peak < 16_384)
  engine.closeInput()
  #expect(try engine.wait() == 0)
  withExtendedLifetime(scratch) {}
}
