import Foundation
import TestSupport
import Testing

/// Runs the README's commands, the port that it has replaced by another: another test may listen there.
private func runReadme(_ scratch: Scratch, port: UInt16) throws -> (code: Int32, shell: ChildProcess) {
  let readme = try Repository.text("README.md")
  let blocks = readme.matches(of: /<!-- runnable.*-->\n```bash\n((?:.*\n)*?)```\n/).map { String($0.output.1) }
  #expect(blocks.count == 2)
  let script = blocks.joined().replacing("4605", with: String(port))
  try scratch.write(
    "run.sh", "set -eu\ntrap 'kill ${node:-} 2>/dev/null || :' EXIT\ncd \"$(dirname \"$0\")/empty\"\n" + script)
  chmod(try scratch.directory("empty"), 0o777)
  let environment = ["PATH=\(Programs.directory):/usr/bin:/bin", "HOME=\(scratch.path)/empty"]
  // The README speaks to an ordinary user.
  let drop = Programs.isPrivileged ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
  let shell = try ChildProcess(drop + ["env", "-i"] + environment + ["bash", scratch.path + "/run.sh"])
  shell.closeInput()
  let code = try shell.wait(seconds: 60)
  try shell.output.waitForEnd()
  try shell.errors.waitForEnd()
  return (code, shell)
}

@Test func theFirstCallOfTheReadmeWorksAsItSays() throws {
  let scratch = try Scratch()
  let (code, shell) = try runReadme(scratch, port: try freePort())
  let said = shell.output.text
  #expect(code == 0, "\(said)\n\(shell.errors.text)")

  #expect(said.contains("\nHello, Bob\n"))
  #expect(said.contains("exit code 77\n"))
  #expect(shell.errors.text.contains("unknown_ca"))
  #expect(shell.errors.text.contains("ask its owner to add this line to a list"))
  #expect(said.contains("allowed by policy:9"))
  #expect(said.contains("You are Alice <alice@example.org>, let in by policy:9, calling from ::1.\n"))
  #expect(try scratch.read("empty/bob.log").contains("EVENT=node-stopped"))
}

@Test func whereThePortIsTakenTheReadmesCommandsSayIt() throws {
  let (scratch, node) = (try Scratch(), try Node())
  let (code, shell) = try runReadme(scratch, port: node.port)
  #expect(code != 0)
  #expect(shell.output.text.contains("Address already in use"), "\(shell.output.text)")
}

/// A port of [::1] that nobody listens on.
private func freePort() throws -> UInt16 {
  let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var address = sockaddr_in6()
  address.sin6_family = sa_family_t(AF_INET6)
  address.sin6_addr = in6addr_loopback
  var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
  let done = withUnsafeMutablePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
    }
  }
  try #require(descriptor >= 0 && done)
  return UInt16(bigEndian: address.sin6_port)
}
