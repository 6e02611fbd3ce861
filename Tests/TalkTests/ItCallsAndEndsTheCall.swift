import Conversations
import Glibc
import TestSupport
import Testing

@Test func itCallsAndEndsTheCall() throws {
  // Nobody listens there.
  let talking = try Talking(address: "[::1]:9", credential: PKI.alice)
  let terminal = try talking.terminal(columns: 200, call: true)
  try terminal.wait("-- bob: .*refused", "-- not connected")
  try terminal.type("hello\r")
  try terminal.wait("#1 waiting$")
  try terminal.type("/quit\r")
  let answer = try terminal.end()
  #expect(answer.status == 0 && answer.isSame == true)
  #expect(answer.rows.last == "         -- 1 message waits; peertls deliver delivers")
}

@Test func theCallDoesNotOutliveIt() throws {
  let talking = try Talking(address: "[::1]:9", credential: PKI.alice)
  let child = try ChildProcess(talking.command(call: true))
  try child.output.wait(for: "-- bob: ")
  let calls = ProcessTable.descendants(of: child.pid)
  #expect(calls.count == 1)
  child.signal(SIGKILL)
  try child.wait()
  try talking.until("the call has ended") { calls.allSatisfy { kill($0, 0) != 0 } }
}

@Test func nobodyIsCalledWhoIsThere() throws {
  let talking = try Talking(address: "[::1]:9", credential: PKI.alice)
  let live = try talking.conversation.takeLive()
  let child = try ChildProcess(talking.command(call: true))
  try child.output.wait(for: "-- connected")
  try talking.receive("hello")
  try child.output.wait(for: "> hello")
  #expect(ProcessTable.descendants(of: child.pid).isEmpty)
  child.closeInput()
  #expect(try child.wait() == 0)
  _ = consume live
}

@Test func whatIsWrongHereIsSaid() throws {
  let talking = try Talking()
  let terminal = try talking.terminal(columns: 200, call: true)
  try terminal.wait("-- .*node.key: there is no such file")
  try terminal.type("hello\r")
  try terminal.wait("#1 waiting$")
}
