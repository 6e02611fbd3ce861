import Foundation
import SIP
import TestSupport
import Testing

/// Whether this process may mount a file system.
private let canMount: Bool = {
  guard let scratch = try? Scratch() else { return false }
  return mount("peertls-test", scratch.path, "tmpfs", 0, "size=64k") == 0
    && umount2(scratch.path, Int32(MNT_DETACH)) == 0
}()

@Test(.enabled(if: canMount, "no right to mount a file system"), arguments: ["size=256k", "size=8m,nr_inodes=40"])
func aFullDiskIsSaidAndLosesNothing(_ options: String) throws {
  let scratch = try Scratch()
  #expect(mount("peertls-test", scratch.path, "tmpfs", 0, options) == 0)
  defer { umount2(scratch.path, Int32(MNT_DETACH)) }
  let engine = try ChatEngine(scratch.path)
  let text = String(repeating: "x", count: 5000)
  var taken = 0
  var refusal: Response?
  for number in 0..<100 where refusal == nil {
    engine.write(Ask(id: "d\(number)", body: text).bytes)
    let response = try engine.response(number)
    if response.status == .ok { taken += 1 } else { refusal = response }
  }
  #expect(
    refusal?.status == .serverInternalError && refusal?.retryAfter == 60, "\(taken) \(String(describing: refusal))")
  #expect(taken > 3 && engine.names("new").count == taken)
  for name in engine.names("new") { #expect(try engine.contents("new", name).hasSuffix("\r\n" + text)) }
  #expect(engine.names("tmp") == [])
  // A connection on a disk that is full is still a connection.
  engine.closeInput()
  #expect(try engine.wait() == 0)
  let second = try ChatEngine(scratch.path)
  second.write(Ask(id: "full", body: text).bytes)
  #expect(try second.response().status == .serverInternalError)
  // Once there is room the same message is taken.
  for name in second.names("new").prefix(2) {
    try FileManager.default.removeItem(atPath: second.conversation + "/new/" + name)
  }
  second.write(Ask(id: "full", body: text).with("Via", "SIP/2.0/TLS [2001:db8::a];branch=z9hG4bKagain").bytes)
  #expect(try second.response(1).status == .ok)
  #expect(second.names("new").count == taken - 1)
}

@Test func aFileOverTheProcesssLimitIsNoSpace() throws {
  let (scratch, state) = try scratchState()
  let setup = try ChatEngine(state)
  setup.closeInput()
  try setup.wait()
  let engine = try ChatEngine(state, launcher: ["prlimit", "--fsize=4000"])
  engine.write(Ask(id: "f1", body: String(repeating: "x", count: 8000)).bytes + Ask(id: "f2").bytes)
  #expect(try engine.response(0).status == .serverInternalError)
  #expect(try engine.response(1).status == .ok)
  #expect(engine.names("new").count == 1 && engine.names("tmp") == [])
  withExtendedLifetime(scratch) {}
}

@Test func aPeersQuotaIsTemporarilyUnavailable() throws {
  let (scratch, state) = try scratchState()
  let setup = try ChatEngine(state)
  setup.closeInput()
  try setup.wait()
  // Files are believed to be as long as their names say, and 27 of these are over 256 MiB.
  for number in 10..<37 {
    try scratch.write("state/alice@example.org/cur/17000000\(number).000000.00000000000000\(number),S=9999999", "")
  }
  let engine = try ChatEngine(state)
  engine.write(Ask(id: "q").bytes)
  let response = try engine.response()
  #expect(response.status == .temporarilyUnavailable && response.reason == "Mailbox Full")
  #expect(response.retryAfter == 3600 && engine.names("new") == [])
}
