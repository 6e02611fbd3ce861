import Glibc
import Processes
import Testing

// Reaping any child, as an acceptor does, would take those of other tests: it is done in a program of its own.

private func probe(_ script: String) throws -> [String] {
  let own = try File.ownPath()
  let directory = own[..<(own.lastIndex(of: "/") ?? own.startIndex)]
  let outcome = try run(Program(path: directory + "/processes-probe", arguments: ["processes-probe", script]))
  #expect(outcome.status == 0)
  return outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

@Test func whatAChildLeftBehindIsKilled() throws {
  // The probe reads to the end of the child's output, which the child's own child holds open until it is killed.
  let lines = try probe("sleep 1000 & echo left; exit 3")
  #expect(lines[0] == "exit 3 status 3 left")
}

@Test func aSignalIsToldByName() throws {
  #expect(try probe("kill -KILL $$")[0].hasPrefix("exit SIGKILL status 9"))
  #expect(Exit.text(status: 0) == "0")
  #expect(Exit.text(status: 78 << 8) == "78")
  #expect(Exit.text(status: SIGSEGV | 0x80) == "SIGSEGV")
}

@Test func processorTimeIsCounted() throws {
  let lines = try probe("n=0; while [ $n -lt 200000 ]; do n=$((n + 1)); done")
  let used = lines[1].split(separator: " ").last.flatMap { UInt64($0) }
  #expect(try #require(used) > 1000)
}
