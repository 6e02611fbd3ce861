import Foundation
import SMTP
import TestSupport
import Testing

/// What a program makes of a message, by its exit code.
@Test(arguments: [(0, 250), (65, 554), (67, 550), (69, 554), (77, 550), (75, 451), (1, 451), (127, 451)])
func theExitCodeOfAProgramDecides(_ code: Int, _ answer: Int) throws {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  let script =
    "#!/bin/sh\necho \"$SENDER>$RECIPIENTS>$PEERTLS_PEER_KEY\" >\(state)/who\ncat >\(state)/message\nexit \(code)\n"
  let program = try scratch.write("program", script, mode: 0o755)
  let handler = try MailHandler(state, options: ["--deliver", program])
  #expect(try handler.converse(Letter().to("<bob+x@example.org>").data).last?.code == answer)
  #expect(try scratch.read("state/who") == "alice@example.org>bob+x@example.org>\(ChatPerson.alice.key)\n")
  let message = try scratch.read("state/message")
  #expect(message.hasPrefix("Return-Path: <alice@example.org>\n") && message.hasSuffix("\n\nhello\n"))
  #expect(try FileManager.default.contentsOfDirectory(atPath: state + "/tmp").isEmpty)
  // What it has taken it is not given again.
  unlink(state + "/message")
  let again = try MailHandler(state, options: ["--deliver", program]).converse(Letter().to("<bob+x@example.org>").data)
  #expect(again.last?.code == answer)
  #expect(FileManager.default.fileExists(atPath: state + "/message") == (code != 0))
}

@Test func aProgramThatIsKilledOrAbsentSaysNothing() throws {
  let scratch = try Scratch()
  let state = try scratch.directory("state")
  let program = try scratch.write("program", "#!/bin/sh\nkill -KILL $$\n", mode: 0o755)
  #expect(try MailHandler(state, options: ["--deliver", program]).converse(Letter().data).last?.code == 451)
  #expect(try MailHandler(state, options: ["--deliver", "/nonexistent"]).converse(Letter().data).last?.code == 451)
}

/// A program that says when it runs, and reads a line before it ends.
private func patientProgram(in scratch: Scratch) throws -> String {
  let path = scratch.path
  mkfifo(path + "/go", 0o600)
  return try scratch.write(
    "program", "#!/bin/sh\necho run >>\(path)/runs\ncat >/dev/null\nread -r line <\(path)/go\n", mode: 0o755)
}

private func runs(_ scratch: Scratch) -> Int { (try? scratch.read("runs"))?.count { $0 == "\n" } ?? 0 }

/// Whose client lost patience sends again while the first delivery goes on.
@Test func theSameOnTwoConnectionsIsDeliveredOnce() throws {
  let scratch = try Scratch()
  let (state, program) = (try scratch.directory("state"), try patientProgram(in: scratch))
  let handlers = try (0..<2).map { _ in try MailHandler(state, options: ["--deliver", program]) }
  for handler in handlers { handler.write(Letter().data) }
  // Both messages are whole, and one is being delivered.
  _ = try eventually("two messages") {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: state + "/tmp")) ?? []
    // One may have been renamed meanwhile.
    let sizes = names.compactMap { name in
      try? FileManager.default.attributesOfItem(atPath: "\(state)/tmp/\(name)")[.size] as? Int
    }
    return sizes.count == 2 && sizes[0] == sizes[1] && sizes[0] > 0 && runs(scratch) > 0 ? true : nil
  }
  try scratch.write("go-on", "go\n")
  let opener = try ChildProcess(["sh", "-c", "cat \(scratch.path)/go-on >\(scratch.path)/go"])
  #expect(try handlers.map { try $0.reply(5).code } == [250, 250])
  #expect(runs(scratch) == 1)
  try opener.wait()
}

@Test func aHangUpEndsTheProgram() throws {
  let scratch = try Scratch()
  let (state, program) = (try scratch.directory("state"), try patientProgram(in: scratch))
  let handler = try MailHandler(state, options: ["--deliver", program])
  handler.write(Letter().data)
  _ = try eventually("the program") { runs(scratch) > 0 ? true : nil }
  handler.process.signal(SIGHUP)
  #expect(try handler.process.wait(seconds: 10) == 75)
  #expect(try FileManager.default.contentsOfDirectory(atPath: state + "/tmp").isEmpty)
}
