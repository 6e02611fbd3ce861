import Foundation
import TestSupport
import Testing

/// What a message could be called.
private let name = "1764000000.000000.0123456789abcdef"

/// Shell commands in the directory of the queue, where `$1` is a message that waits there, and the exit code of a run.
private let junk: [(String, Int32)] = [
  ("ln -s /etc/passwd waiting/\(name)", 0), ("mkfifo waiting/\(name)", 0), ("mkdir waiting/\(name)", 0),
  ("truncate -s 3G waiting/\(name)", 0), ("ln -s /etc/passwd failed/\(name)", 0), ("mkfifo failed/\(name)", 0),
  ("mkdir failed/\(name)", 0), ("ln -s /x tried/$1", 0), ("mkdir tried/$1", 0), ("mkfifo contacts/bob", 0),
  ("mkdir contacts/bob", 0), ("sed '/^$/q' waiting/$1 >waiting/\(name); truncate -s 3G waiting/\(name)", 69),
]

@Test(arguments: junk) func theOthersAreListedAndSent(_ script: String, _ code: Int32) throws {
  let server = try MailServer("chunks")
  let alice = try Sender(bobAt: server.address)
  try alice.scratch.directory("mail/Maildir")
  #expect(try alice.run("mail", "bob", "hello", "--no-sign", "--wait", "0").code == 75)
  let good = try #require(alice.queued().first)
  try ChildProcess.run(["sh", "-ec", "cd \"$0\"; " + script, alice.state + "/queue", good])
  let list = try alice.run("queue")
  #expect(list.code == 0 && list.output.contains(good.suffix(16)), "\(list)")
  let run = try alice.run("queue", "--run")
  #expect(run.code == code, "\(run)")
  #expect(try server.messages().map { body(body($0)) } == ["hello\n"])
  #expect(alice.queued().isEmpty, "what is no message is put aside")
  if script.contains("waiting/") { #expect(alice.queued("failed") == [name]) }
  #expect(try alice.run("queue", "--run").code == 0)
  // Of what is too large to be returned, the report says so.
  #expect(
    try alice.received().map { $0.contains("5.3.4 the message has more than 64 MiB") } == (code == 69 ? [true] : []))
}
