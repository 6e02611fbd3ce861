import TestSupport
import Testing

/// Were descriptor 0 or 1 free, the connection itself would become the input or the output.
@Test(arguments: ["<&-", ">&-", "<&- >&-", "<&- >&- 2>&-"]) func closedStreamsAreNobodys(_ streams: String) throws {
  let (node, scratch) = (try Node(), try Scratch())
  let me = try scratch.person(PKI.alice)
  let child = try ChildProcess([
    "sh", "-c", "exec \"$0\" \"$@\" \(streams)", Programs.path("peertls"), "connect", "--config", me, node.address,
    "echo",
    "--key", PKI.bob.keyFingerprint,
  ])
  child.write("hello\n")
  child.closeInput()
  let code = try child.wait()
  try child.errors.waitForEnd()
  #expect(code == 0, "\(child.errors.text)")
}
