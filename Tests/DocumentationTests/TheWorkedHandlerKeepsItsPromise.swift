import Foundation
import TestSupport
import Testing

/// The handler in peertls-handler-contract(7), in a directory of its own.
private func workedHandler() throws -> (Scratch, ChildProcess) {
  let scratch = try Scratch()
  let script = try #require(try ManualPage("peertls-handler-contract.7").literals(in: "EXAMPLES").first)
  try scratch.write("take-report", script, mode: 0o755)
  try scratch.directory("state")
  let variables = ["PEERTLS_PEER_KEY=0a", "PEERTLS_PEER_NAME=Alice", "PEERTLS_SESSION=1", "PEERTLS_RULE=policy:1"]
  let child = try ChildProcess(
    ["setsid", "env", "-i", "-C", scratch.path + "/state"] + variables + [scratch.path + "/take-report"])
  return (scratch, child)
}

@Test func aReportThatEndsIsKept() throws {
  let (scratch, child) = try workedHandler()
  child.write("a whole report\n")
  child.closeInput()
  #expect(try child.wait() == 0)
  try child.output.waitForEnd()
  try child.errors.waitForEnd()
  #expect(child.output.text == "ok\n")
  #expect(child.errors.text == "<6>report of Alice, rule policy:1\n")
  #expect(try scratch.read("state/0a-1") == "a whole report\n")
}

/// Whatever the byte is that is too much.
@Test(arguments: [0x61, 0x0A, 0] as [UInt8]) func aReportThatIsTooLongIsNotKept(_ last: UInt8) throws {
  let (scratch, child) = try workedHandler()
  child.write([UInt8](repeating: 0x61, count: 1_000_000) + [last])
  child.closeInput()
  #expect(try child.wait() == 1)
  try child.output.waitForEnd()
  #expect(child.output.text == "too long: at most 1000000 bytes\n")
  #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/state").isEmpty)
}

@Test func aReportThatIsCutShortIsNotKept() throws {
  let (scratch, child) = try workedHandler()
  child.write("half a rep")
  let state = scratch.path + "/state"
  let part = try #require(wait { try? FileManager.default.contentsOfDirectory(atPath: state).first })
  _ = wait { (try? scratch.read("state/" + part)) == "half a rep" ? true : nil }
  // As the acceptor does: to the whole process group, which setsid(1) has made of it.
  kill(-child.pid, SIGHUP)
  #expect(try child.wait() == 1)
  try child.errors.waitForEnd()
  #expect(child.errors.text.contains("<4>Alice hung up"))
  #expect(try FileManager.default.contentsOfDirectory(atPath: state).isEmpty)
}

/// Looks until there is something to see, at most ten seconds.
private func wait<Found>(for find: () -> Found?) -> Found? {
  let end = Date(timeIntervalSinceNow: 10)
  while Date() < end {
    if let found = find() { return found }
    sched_yield()
  }
  return nil
}
