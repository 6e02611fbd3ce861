import Foundation
import SMTP
import TestSupport
import Testing

/// An LMTP server that does not do what it should.
private final class Mailbox {
  let process: ChildProcess
  let path: String

  init(_ way: String, in scratch: Scratch) throws {
    let socket = scratch.path + "/lmtp"
    path = socket
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Servers/lmtp.py").path
    process = try ChildProcess(["python3", script, socket, way])
    _ = try eventually("a socket") { FileManager.default.fileExists(atPath: socket) ? true : nil }
  }

  /// Whom it was asked for.
  var asked: [Substring] { process.output.text.split(separator: "\n") }

  deinit {
    process.signal(SIGKILL)
    _ = try? process.wait()
  }
}

@Test func whoHasAMessageHasItWhenTheServerDies() throws {
  let scratch = try Scratch()
  let mailbox = try Mailbox("dies", in: scratch)
  let state = try scratch.directory("state")
  let letter = Letter().to("<bob@example.org>", "<bob+x@example.org>")
  for _ in 0..<2 {
    let replies = try MailHandler(state, options: ["--lmtp", mailbox.path]).converse(letter.data)
    #expect(replies.last?.code == (mailbox.asked.count == 2 ? 451 : 250))
  }
  #expect(
    mailbox.asked == ["RCPT TO:<bob@example.org>", "RCPT TO:<bob+x@example.org>", "RCPT TO:<bob+x@example.org>"])
}

/// One mailbox gets one copy, however it is called.
@Test func theSameMailboxIsAskedForOnce() throws {
  let scratch = try Scratch()
  let mailbox = try Mailbox("dies", in: scratch)
  let letter = Letter().to("<bob@example.org>", "<BOB@Example.org>", "<\"bob\"@example.org>")
  let replies = try MailHandler(scratch.directory("state"), options: ["--lmtp", mailbox.path]).converse(letter.data)
  #expect(replies.last?.code == 250 && mailbox.asked == ["RCPT TO:<bob@example.org>"])
}

/// Its reason is passed on although it did not want to hear all.
@Test func whatAServerSaysTooEarlyIsItsAnswer() throws {
  let scratch = try Scratch()
  let mailbox = try Mailbox("refuses", in: scratch)
  let letter = Letter(body: String(repeating: String(repeating: "x", count: 70) + "\r\n", count: 100_000))
  let replies = try MailHandler(scratch.directory("state"), options: ["--lmtp", mailbox.path]).converse(letter.data)
  #expect(replies.last?.code == 552 && replies.last?.status == EnhancedStatus(5, 2, 2), "\(replies)")
}

@Test func aHangUpEndsTheWaitForAServer() throws {
  let scratch = try Scratch()
  let mailbox = try Mailbox("hangs", in: scratch)
  let state = try scratch.directory("state")
  let handler = try MailHandler(state, options: ["--lmtp", mailbox.path])
  handler.write(Letter().data)
  _ = try eventually("a recipient") { mailbox.asked.isEmpty ? nil : true }
  handler.process.signal(SIGHUP)
  #expect(try handler.process.wait(seconds: 10) == 75)
  #expect(try FileManager.default.contentsOfDirectory(atPath: state + "/tmp").isEmpty)
}
