import Foundation
import TestSupport
import Testing

/// What cannot be written or read here is no end: exit 74 and one line, and the node is told of no proper end.
@Test(arguments: [
  ("head -c 100000 /dev/zero | \"$0\" \"$@\" >/dev/full", "write standard output: No space left on device"),
  ("ulimit -f 8; trap '' XFSZ; head -c 100000 /dev/zero | \"$0\" \"$@\" >out", "write standard output: File too large"),
  ("\"$0\" \"$@\" </", "read standard input: Is a directory"),
]) func connectReportsWhatItCannotReadOrWrite(_ script: String, _ complaint: String) throws {
  let scratch = try Scratch()
  let me = try scratch.person(PKI.alice)
  let node = try Node()
  let call = try ChildProcess(
    [
      "sh", "-c", "cd \(scratch.path); " + script, Programs.path("peertls"), "connect", "--config", me, node.address,
      "echo",
      "--key", PKI.bob.keyFingerprint,
    ])
  #expect(try call.wait(seconds: 20) == 74)
  try call.errors.waitForEnd()
  #expect(call.errors.text.hasPrefix("peertls: \(complaint)"), "\(call.errors.text)")
  #expect(call.errors.text.split(separator: "\n").count == 1)
  let closed = try node.trail.wait(for: .sessionClosed)
  // What could not be written here may have been the answer to all that was to be said.
  #expect(closed[.reason] != "both sides have finished" || complaint.hasPrefix("write"))
  #expect(try node.stop() == 0)
}

/// Who is let in and gets no handler is told by more than silence.
@Test func withoutAHandlerConnectFails() throws {
  let scratch = try Scratch()
  let me = try scratch.person(PKI.alice)
  let node = try Node(NodeSetup(handler: "ExecStart=no-such-program-anywhere"))
  let call = try peertls(
    "connect", "--config", me, node.address, "echo", "--key", PKI.bob.keyFingerprint, input: "hello\n")
  #expect(call.code == 76, "\(call.errors)")
  #expect(try node.stop() == 0)
}
