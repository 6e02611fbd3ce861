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
