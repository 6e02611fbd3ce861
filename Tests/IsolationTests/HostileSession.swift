import Foundation
import Journal
import TestSupport

/// A node whose sessions are hostile, each called from a network of its own.
final class HostileSession: Victim {
  private let node: Node
  private let targets = try! Targets()
  private let sibling: RawConnection
  private let siblingPID: pid_t
  private var calls: UInt16 = 1

  init() throws {
    var setup = NodeSetup(handler: "ExecStart=cat\nStateDirectory=echo")
    setup.network = try Network()
    setup.session = FakeSession(program: Programs.path("hostile"), argument: "session")
    setup.settings["Spares"] = "0"
    node = try Node(setup)
    try node.scratch.write("state/echo/secret", "nobody else's")
    sibling = try RawConnection(node, from: Network.address(prefix: 0, host: 1))
    let node = node
    siblingPID = try waitFor { ProcessTable.descendants(of: node.pid, running: "hostile").first }
  }

  func attempt(_ name: String) throws -> String {
    let source = Network.address(prefix: calls, host: 1)
    calls += 1
    let connection = try RawConnection(node, from: source)
    let words = targets.words(
      node, session: siblingPID, sibling: siblingPID, foreign: node.scratch.path + "/state/echo")
    connection.send(Array("\(name) \(words)\n".utf8))
    guard let answer = connection.readToEnd(seconds: 20) else { throw TestFailure("\(name): nothing ends") }
    if !answer.isEmpty { return String(decoding: answer, as: UTF8.self).replacing("\n", with: "") }
    let text = sourceText(calls - 1)
    let record = try node.trail.wait(for: .childMisbehaved) { $0[.peerAddress] == text }
    return record.priority == .alert ? "killed, and its source turned away" : "killed (\(record[.exit] ?? "?"))"
  }

  private func sourceText(_ prefix: UInt16) -> String { "2001:db8:\(String(prefix, radix: 16))::1" }

  func isUnharmed() throws {
    sibling.send(Array("read-key x=1\n".utf8))
    let answer = sibling.readToEnd(seconds: 20).map { String(decoding: $0, as: UTF8.self) }
    guard answer == "EPERM\n" else { throw TestFailure("the sibling says \(answer ?? "nothing")") }
    guard targets.areUntouched() else { throw TestFailure("something was reached") }
    guard node.isRunning else { throw TestFailure("the node has ended") }
  }
}

/// What comes to be.
func waitFor<Value>(seconds: Double = 10, _ value: () -> Value?) throws -> Value {
  let end = Date(timeIntervalSinceNow: seconds)
  while Date() < end {
    if let value = value() { return value }
    usleep(10_000)
  }
  throw TestFailure("it has not come to be in \(seconds) s")
}
