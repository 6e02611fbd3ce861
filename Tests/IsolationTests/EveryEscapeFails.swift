import Foundation
import Journal
import Processes
import TestSupport
import Testing

/// Landlock that can do all, and root, who has other users for sessions and handlers.
let isIsolated = Programs.isPrivileged && Ruleset.version >= Ruleset.completeVersion && Network.isPossible

/// A handler and a session that were taken over try all that they could think of: each attempt fails, as the table in
/// SECURITY.md says, and nobody else's conversation is harmed.
@Test(.enabled(if: isIsolated)) func everyEscapeFails() throws {
  let attempts = try Attempt.all()
  #expect(attempts.count >= 60)
  let inHandler = try results(attempts.filter(\.inHandler), HostileHandler(isUsersOwn: false))
  let inUsersOwn = try results(attempts.filter(\.inHandler), HostileHandler(isUsersOwn: true))
  let control = try results(attempts.filter { $0.inHandler && !$0.isBomb }, Unconfined())
  let inSession = try results(attempts.filter(\.inSession), HostileSession())
  let rows = attempts.map { attempt in
    "| \(attempt.text) | \(control[attempt.name] ?? "–") | \(inHandler[attempt.name] ?? "–") | \(inUsersOwn[attempt.name] ?? "–") | \(inSession[attempt.name] ?? "–") |\n"
  }
  for result in [inHandler, inUsersOwn, inSession].flatMap(\.values) {
    #expect(result != "done" && result != "unknown")
  }
  // Many of them are no empty threat.
  #expect(control.values.count { $0 == "done" } >= 40, "\(control)")
  let table =
    "| attempt | not confined | in a handler | in a user's own node | in a session |\n|---|---|---|---|---|\n"
    + rows.joined()
  let path = Programs.package + "/SECURITY.md"
  let text = try String(contentsOfFile: path, encoding: .utf8)
  let (begin, end) = ("<!-- escapes, by make escapes -->\n", "<!-- end of escapes -->\n")
  guard let start = text.range(of: begin), let stop = text.range(of: end) else {
    throw TestFailure("SECURITY.md has no place for the table")
  }
  if ProcessInfo.processInfo.environment["PEERTLS_WRITE_ESCAPES"] != nil {
    let changed = text[..<start.upperBound] + table + text[stop.lowerBound...]
    try String(changed).write(toFile: path, atomically: true, encoding: .utf8)
  } else {
    #expect(String(text[start.upperBound..<stop.lowerBound]) == table)
  }
}

private func results(_ attempts: [Attempt], _ victim: some Victim) throws -> [String: String] {
  var results: [String: String] = [:]
  for attempt in attempts { results[attempt.name] = try victim.attempt(attempt.name) }
  try victim.isUnharmed()
  return results
}

/// One line of `hostile list`.
struct Attempt {
  let name: String
  let text: String
  let inHandler: Bool
  let inSession: Bool
  /// Without limits it would take all of the machine.
  var isBomb: Bool { name.hasSuffix("-bomb") }

  static func all() throws -> [Attempt] {
    let process = try ChildProcess([Programs.path("hostile"), "list"])
    guard try process.wait() == 0 else { throw TestFailure("hostile list failed") }
    try process.output.waitForEnd()
    return process.output.text.split(separator: "\n").map { line in
      let fields = line.split(separator: "\t")
      return Attempt(
        name: String(fields[0]), text: String(fields[3]), inHandler: fields[1] == "1", inSession: fields[2] == "1")
    }
  }
}

/// A node in which something was taken over, and somebody else is being served meanwhile.
protocol Victim {
  /// What came of an attempt.
  func attempt(_ name: String) throws -> String
  /// Fails where anybody was harmed.
  func isUnharmed() throws
}
