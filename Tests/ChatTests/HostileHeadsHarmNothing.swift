import Foundation
import SIP
import TestSupport
import Testing

/// Whether the engine said this and its memory stayed small.
private func answer(_ bytes: [UInt8], _ status: Int, exit: Int32 = 0) throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  engine.write(bytes)
  let peak = (try? String(contentsOfFile: "/proc/\(engine.process.pid)/status", encoding: .utf8)) ?? ""
  engine.closeInput()
  #expect(try engine.wait() == exit)
  try engine.process.output.waitForEnd()
  #expect(Int(try engine.response().status.code) == status)
  #expect(engine.names("new") == [])
  if let line = peak.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) {
    let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
    #expect(kilobytes < 32_768, "\(line)")
  }
  withExtendedLifetime(scratch) {}
}

@Test func aMebibyteOfHeadersIsTooLarge() throws {
  let field = "X-Padding: " + String(repeating: "x", count: 8000)
  var ask = Ask(id: "h")
  ask.fields += (0..<128).map { _ in ("X-Padding", String(field.dropFirst(11))) }
  #expect(ask.bytes.count > 1_000_000)
  try answer(ask.bytes, 513, exit: 76)
}

@Test func aHeaderOfAMebibyteIsTooLarge() throws {
  try answer(Ask(id: "h").with("Subject", String(repeating: "x", count: 1 << 20)).bytes, 513, exit: 76)
}

@Test func tenThousandHeadersAreTooMany() throws {
  var ask = Ask(id: "h")
  ask.fields += (0..<10_000).map { ("X-\($0)", "") }
  try answer(ask.bytes, 513, exit: 76)
}

@Test func threeHundredHeadersAreTooMany() throws {
  var ask = Ask(id: "h")
  ask.fields += (0..<300).map { ("X", "\($0)") }
  // Content-Length is the last, and was not looked at: the end of the message is not known.
  try answer(ask.bytes, 400, exit: 76)
}

@Test func aNULInAHeaderIsRefused() throws {
  try answer(Ask(id: "h").with("Subject", "a\0b").bytes, 400)
}

@Test func aHeaderThatIsNotUTF8IsRefused() throws {
  let bytes = Ask(id: "h").with("Subject", "?").bytes
  let place = try #require(bytes.firstIndex(of: UInt8(ascii: "?")))
  try answer(Array(bytes[..<place]) + [0xc3, 0x28] + Array(bytes[(place + 1)...]), 400)
}

@Test func aBareLineFeedLosesTheStream() throws {
  let text = String(decoding: Ask(id: "h").bytes, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  engine.write(text)
  engine.closeInput()
  #expect(try engine.wait() == 76)
  withExtendedLifetime(scratch) {}
}

/// NUL and what moves a cursor are text; showing them is another matter.
@Test func aNULInTextIsKept() throws {
  let (response, stored) = try outcome(of: Ask(id: "h").carrying(Array("a\0b\u{1b}[2J".utf8)))
  #expect(response.status == .ok)
  #expect(stored.first?.hasSuffix("\r\n\r\na\0b\u{1b}[2J") == true)
}

@Test func theLogStaysOnItsLines() throws {
  let (scratch, state) = try scratchState()
  let engine = try ChatEngine(state)
  for number in 0..<400 { engine.write(Ask("M\(number)", id: "h\(number)", body: "").bytes) }
  engine.write(Ask(id: "h", body: "x", type: "text/x-\u{1b}").bytes)
  engine.closeInput()
  #expect(try engine.wait() == 0)
  try engine.process.errors.waitForEnd()
  let lines = engine.process.errors.text.split(separator: "\n")
  #expect(lines.count == 257)
  #expect(lines.allSatisfy { $0.hasPrefix("<5>peertls-chat: ") && !$0.contains("\u{1b}") })
  withExtendedLifetime(scratch) {}
}
