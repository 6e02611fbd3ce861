import Foundation
import TestSupport
import Testing

/// Five hundred deliveries; the handler is killed again and again at a random moment, and whoever sends goes on with what was
/// not acknowledged.
@Test(.timeLimit(.minutes(5))) func everyAcknowledgedMessageIsThereOnce() throws {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  let count = 500
  var rest = Array(0..<count)
  var (kills, generator) = (0, SystemRandomNumberGenerator())
  func letter(_ number: Int) -> Letter {
    var letter = Letter(id: "k\(number)", body: String(repeating: "line of \(number)\r\n", count: number % 97 + 1))
    letter.greeting = ""
    return letter
  }
  while !rest.isEmpty {
    let handler = try MailHandler(state)
    let batch = rest.prefix(12)
    handler.write("EHLO x\r\n" + batch.map { letter($0).data }.joined())
    // At any moment from its start to well into the batch.
    if Bool.random(using: &generator) { _ = try? handler.reply(Int.random(in: 0...30, using: &generator), seconds: 5) }
    usleep(.random(in: 0...8000, using: &generator))
    handler.process.signal(SIGKILL)
    try handler.process.wait()
    try handler.process.output.waitForEnd()
    kills += 1
    let acknowledged = handler.replies.filter { $0.lines[0].hasPrefix("taken") }.count
    let kept = Set(MailHandler.names(state))
    #expect(kept.count >= count - rest.count + acknowledged)
    rest.removeFirst(acknowledged)
  }
  print("500 messages, \(kills) kills")
  #expect(kills >= 42)
  let messages = try MailHandler.messages(state)
  #expect(messages.count == count)
  #expect(
    Set(messages.map(body)) == Set((0..<count).map { body("\n\n" + letter($0).body.replacing("\r\n", with: "\n")) }))
  for name in MailHandler.names(state) {
    let size = try FileManager.default.attributesOfItem(atPath: "\(state)/Maildir/new/\(name)")[.size] as? Int
    #expect(name.hasSuffix(",S=\(size ?? 0)"))
  }
}

/// What has come of a message whose connection breaks is not left behind.
@Test(arguments: [SIGHUP, SIGTERM]) func aBrokenConnectionLeavesNothing(_ signal: Int32) throws {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  let handler = try MailHandler(state)
  handler.write(Letter().envelope + "DATA\r\n" + Letter(body: String(repeating: "x\r\n", count: 10_000)).text)
  let temporary = state + "/Maildir/tmp"
  _ = try eventually("the file") { try? FileManager.default.contentsOfDirectory(atPath: temporary).first }
  handler.process.signal(signal)
  #expect(try handler.process.wait() == 75)
  #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [] && handler.names == [])
}

@Test func theMessageIsSyncedBeforeItIsAnswered() throws {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  let trace = scratch.path + "/trace"
  let calls = "trace=fsync,fdatasync,renameat2,rename,renameat,write,symlinkat"
  let handler = try MailHandler(state, launcher: ["strace", "-f", "-y", "-s", "2000", "-o", trace, "-e", calls])
  #expect(try handler.converse(Letter().data).last?.code == 250)
  let lines = try scratch.read("trace").split(separator: "\n")
  let answer = try #require(
    lines.firstIndex { $0.contains("write(") && $0.contains("taken as") && $0.contains("250 2.0.0") })
  let rename = try #require(
    lines[..<answer].lastIndex { $0.contains("rename") && $0.contains(",S=") && $0.contains("/new>") })
  #expect(lines[..<rename].contains { $0.contains("sync(") && $0.contains("/tmp/") })
  #expect(lines[..<rename].contains { $0.contains("symlinkat(\"?") })
  #expect(lines[rename..<answer].contains { $0.contains("sync(") && $0.contains("/new>") })
}
