import Foundation
import TestSupport
import Testing

/// Says what it sees first: a hang-up, or the end of its input.
private let listening = """
  #!/usr/bin/python3
  import os, signal, sys
  def note(word):
      with open(os.environ["STATE_DIRECTORY"] + "/seen", "a") as seen: seen.write(word + "\\n")
  def hang_up(number, frame):
      note("hang-up")
      os._exit(0)
  signal.signal(signal.SIGHUP, hang_up)
  os.write(1, b"ready\\n")
  while os.read(0, 100): pass
  note("end of input")
  """

private func end(_ node: Node, _ how: (Node) throws -> Void) throws -> (seen: String, run: Run) {
  let alice = try Correspondent(
    PKI.alice, contacts: "bob \(node.address) key=\(PKI.bob.keyFingerprint)\n", handler: listening)
  #expect(try alice.run("message", "bob", "--wait", "0", "hello").code == 75)
  let deliver = try alice.start("deliver", "bob")
  try how(node)
  let run = try Run(of: deliver)
  return (try alice.scratch.read("chat/seen"), run)
}

@Test func aBrokenCallHangsTheHandlerUp() throws {
  let node = try Node(.chat(program: "#!/bin/sh\nread line\necho heard >&2\nexec /bin/cat\n"))
  let (seen, run) = try end(node) { node in
    try node.trail.wait(forLine: "heard")
    for pid in node.sessions { kill(pid, SIGKILL) }
  }
  #expect(seen == "hang-up\n")
  #expect(run.code == 75 && run.errors.contains("without close_notify"), "\(run.errors)")
}

@Test func aPeerThatHasFinishedIsAnEndOfInput() throws {
  let node = try Node(.chat(program: "#!/bin/sh\nread line\n"))
  let (seen, run) = try end(node) { _ in }
  #expect(seen == "end of input\n")
  #expect(run.code == 75, "\(run.errors)")
}
