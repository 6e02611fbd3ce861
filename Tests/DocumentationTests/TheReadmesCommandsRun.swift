import Foundation
import TestSupport
import Testing

@Test func theFirstCallOfTheReadmeWorksAsItSays() throws {
  let readme = try Repository.text("README.md")
  let blocks = readme.matches(of: /<!-- runnable.*-->\n```bash\n((?:.*\n)*?)```\n/).map { String($0.output.1) }
  #expect(blocks.count == 2)

  let scratch = try Scratch()
  // Another test may listen on the port that the README has.
  let script = blocks.joined().replacing("4605", with: String(try freePort()))
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
  let said = shell.output.text
  #expect(code == 0, "\(said)\n\(shell.errors.text)")

  #expect(said.contains("\nHello, Bob\n"))
  #expect(said.contains("exit code 77\n"))
  #expect(shell.errors.text.contains("unknown_ca"))
  #expect(said.contains("allowed by policy:9"))
  #expect(said.contains("You are Alice <alice@example.org>, let in by policy:9, calling from ::1.\n"))
  #expect(try scratch.read("empty/bob.log").contains("EVENT=node-stopped"))
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
