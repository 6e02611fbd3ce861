import Foundation
import Journal
import TestSupport

/// A node whose handler `echo` is hostile, while `other` and another of its own kind serve others.
final class HostileHandler: Victim {
  private let node: Node
  private let targets = try! Targets()
  private let other: Caller
  private let sibling: Caller
  private let words: String

  /// In a user's own node all accounts are one; in the system's the handler's is the sessions' too, but others' files are not its own.
  init(isUsersOwn: Bool) throws {
    var setup = NodeSetup(
      handler: """
        ExecStart=\(Programs.path("hostile")) handler
        StateDirectory=echo
        LimitAS=256M
        LimitFSIZE=64M
        LimitNOFILE=64
        """)
    setup.handlers["other"] = "ExecStart=cat\nALPN=other\nStateDirectory=other"
    setup.isUsersOwn = isUsersOwn
    node = try Node(setup)
    let secret = try node.scratch.write("state/other/secret", "nobody else's")
    if isUsersOwn { try ChildProcess.run(["chown", Programs.unprivilegedAccount, secret]) }
    other = try Caller(node, as: PKI.alice, alpn: "other")
    try other.exchange("before")
    sibling = try Caller(node, as: PKI.alice)
    let started = try node.trail.wait(for: .handlerStarted) { $0[.service] == "echo" }
    let pid = started.message.split(separator: " ").last.flatMap { pid_t($0) } ?? 0
    words = targets.words(
      node, session: node.sessions.first ?? 0, sibling: pid, foreign: node.scratch.path + "/state/other")
  }

  func attempt(_ name: String) throws -> String {
    let caller = try Caller(node, as: PKI.alice)
    caller.write("\(name) \(words)\n")
    try caller.waitForEnd()
    let answer = caller.output.text.split(separator: "\n").first.map(String.init)
    guard let answer else { throw TestFailure("\(name): no answer; \(node.trail.tail)") }
    return answer
  }

  func isUnharmed() throws {
    try other.exchange("after")
    sibling.write("read-key \(words)\n")
    try sibling.waitForEnd()
    guard sibling.output.text == "EACCES\n" else { throw TestFailure("the sibling says \(sibling.output.text)") }
    guard targets.areUntouched() else { throw TestFailure("something was reached") }
    guard try node.scratch.read("state/other/secret") == "nobody else's" else { throw TestFailure("a file is changed") }
    guard node.isRunning else { throw TestFailure("the node has ended") }
  }
}
