import Foundation
import TestSupport

/// The same attempts by a process that nothing confines but no_new_privs: what they would do in a user's own node. Its victims
/// are there for it alone.
final class Unconfined: Victim {
  private let scratch = try! Scratch()
  private let targets = try! Targets()
  private let node: Node

  init() throws {
    // Its key is the user's.
    var setup = NodeSetup()
    setup.isUsersOwn = true
    node = try Node(setup)
    for name in ["foreign", "own"] { try scratch.directory(name) }
  }

  func attempt(_ name: String) throws -> String {
    let secret = try scratch.write("foreign/secret", "nobody else's")
    try ChildProcess.run(["chown", "-R", Programs.unprivilegedAccount, scratch.path])
    let victims = try (0..<3).map { _ in try ChildProcess(Unconfined.launcher + ["sleep", "1000"]) }
    for victim in victims {
      _ = try waitFor {
        (try? String(contentsOfFile: "/proc/\(victim.pid)/comm", encoding: .utf8)) == "sleep\n" ? true : nil
      }
    }
    defer { for victim in victims { victim.signal(SIGKILL) } }
    let words = targets.words(
      node, acceptor: victims[0].pid, session: victims[1].pid, sibling: victims[2].pid,
      foreign: (secret as NSString).deletingLastPathComponent)
    let process = try ChildProcess(
      Unconfined.launcher + ["sh", "-c", "cd \(scratch.path)/own && exec \(Programs.path("hostile")) handler"])
    process.write("\(name) \(words)\n")
    process.closeInput()
    _ = try process.wait()
    try process.output.waitForEnd()
    targets.restore()
    // What runs in its place has nothing to say.
    return process.output.text.split(separator: "\n").first.map(String.init) ?? "done"
  }

  func isUnharmed() throws {}

  private static let launcher = [
    "setpriv", "--reuid", Programs.unprivilegedAccount, "--clear-groups", "--no-new-privs",
  ]
}
