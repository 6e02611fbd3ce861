import Foundation
import TestFiles
import TestSupport
import Testing

@Test func whatCouldNotBeRemovedIsNotSent() throws {
  let server = try MailServer("chunks")
  let alice = try Sender(bobAt: server.address)
  #expect(try alice.run("mail", "bob", "hello", "--wait", "0").code == 75)
  // Root may do what no mode allows.
  let become = Programs.isPrivileged ? ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"] : []
  if Programs.isPrivileged { try ChildProcess.run(["chown", "-R", "nobody:nogroup", alice.scratch.path]) }
  let waiting = alice.state + "/queue/waiting"
  let run = { () throws -> Run in
    try Sender.run(
      become + [Programs.path("peertls"), "queue", "--flush", "--config", alice.directory, "--state", alice.state])
  }
  chmod(waiting, 0o550)
  let first = try run()
  #expect(first.code == 74 && first.errors.contains("remove from the queue what has gone: "), "\(first)")
  #expect(try server.commands().isEmpty)
  chmod(waiting, 0o770)
  #expect(try run().code == 0)
  #expect(try server.messages().count == 1)
}

@Test(.enabled(if: canMount, "only who may mount has a disk that is full"))
func onAFullDiskTheOthersAreSent() throws {
  let server = try MailServer("later")
  let alice = try Sender(bobAt: server.address)
  try withSmallDisk("size=256k") { path in
    let command = { (words: [String]) throws -> Run in
      try Sender.run(
        [Programs.path("peertls")] + words + ["--config", alice.directory, "--state", path])
    }
    for text in ["one", "two"] { #expect(try command(["mail", "bob", text, "--no-sign", "--wait", "0"]).code == 75) }
    #expect(try ChildProcess(["dd", "if=/dev/zero", "of=\(path)/fill", "bs=1k"]).wait() == 1)
    let run = try command(["queue", "--run"])
    #expect(run.code == 75 && run.errors.contains("No space left on device"), "\(run)")
    // The first one is not taken now, which cannot be noted.
    #expect(try server.messages().map { body(body($0)) } == ["two\n"])
    #expect(names(path + "/queue/waiting").count == 1)
    unlink(path + "/fill")
    #expect(try command(["queue", "--run"]).code == 0)
    #expect(try server.messages().count == 2 && names(path + "/queue/waiting").isEmpty)
  }
}
