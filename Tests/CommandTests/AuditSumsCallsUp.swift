import Foundation
import Journal
import TestSupport
import Testing

private let alice = ["PEER_NAME": "Alice", "PEER_VERIFIED": "yes", "PEER_KEY": String(repeating: "a", count: 64)]
private let bob = ["PEER_NAME": "Bob", "PEER_VERIFIED": "key", "PEER_KEY": String(repeating: "b", count: 64)]

/// A call's records in the export format of the journal.
private func call(
  _ session: Int, at time: String, _ peer: [String: String], _ verdict: String?, reason: String, bytes: (Int, Int),
  seconds: Int, ends: Bool = true
) throws -> String {
  let date = try #require(DateFormatter.utc.date(from: time))
  let common = ["SESSION": String(format: "%016x", session), "PEER_ADDR": "2001:db8::\(session)", "SERVICE": "chat"]
  func entry(_ offset: Int, _ fields: [String: String]) -> String {
    let all = common.merging(fields) { $1 }.map { "PEERTLS_\($0)=\($1)\n" }.sorted().joined()
    let microseconds = Int(date.timeIntervalSince1970) * 1_000_000 + offset
    return "__REALTIME_TIMESTAMP=\(microseconds)\n__MONOTONIC_TIMESTAMP=\(session * 10 + offset)\n"
      + "_BOOT_ID=c16cccefd44645f0a2e776742702aa0c\nMESSAGE=m\n\(all)\n"
  }
  var text = entry(0, ["EVENT": "session-opened"])
  if let verdict {
    text += entry(1, peer.merging(["EVENT": "verdict", "VERDICT": verdict, "REASON": reason]) { $1 })
    // Judged again by a new policy: that ends it, and it was a call that was let in all the same.
    text += entry(2, peer.merging(["EVENT": "verdict", "VERDICT": "deny", "REASON": "by a later policy"]) { $1 })
  }
  guard ends else { return text }
  let end = [
    "EVENT": "session-closed", "REASON": verdict == nil ? reason : "the end", "DURATION_USEC": "\(seconds)000000",
  ]
  return text
    + entry(3, peer.merging(end) { $1 }.merging(["BYTES_IN": "\(bytes.0)", "BYTES_OUT": "\(bytes.1)"]) { $1 })
}

extension DateFormatter {
  fileprivate static var utc: DateFormatter {
    let formatter = DateFormatter()
    formatter.dateFormat = "yyyy-MM-dd HH:mm"
    formatter.timeZone = TimeZone(identifier: "UTC")
    return formatter
  }
}

private let writer = "/lib/systemd/systemd-journal-remote"

/// A directory with a real journal file.
private func journal(_ scratch: Scratch) throws -> String {
  let calls = try [
    call(1, at: "2026-02-28 10:00", alice, "allow", reason: "r", bytes: (1000, 2048), seconds: 60),
    call(2, at: "2026-02-28 11:00", alice, "deny", reason: "r", bytes: (0, 0), seconds: 0),
    call(3, at: "2026-03-01 00:00", bob, "allow", reason: "r", bytes: (24, 0), seconds: 5),
    call(4, at: "2026-03-02 12:00", [:], nil, reason: "no TLS", bytes: (0, 0), seconds: 1),
    call(5, at: "2026-03-02 13:00", alice, "allow", reason: "r", bytes: (0, 0), seconds: 0, ends: false),
    call(6, at: "2026-03-02 14:00", [:], "knock", reason: "r", bytes: (1, 1), seconds: 3600),
  ]
  let directory = try scratch.directory("journal")
  let run = try Run([writer, "--output", directory + "/remote.journal", "-"], input: calls.joined())
  try #require(run.code == 0, "\(run.errors)")
  return directory
}

private func audit(_ arguments: String...) throws -> Run {
  let child = try ChildProcess(
    [Programs.path("peertls"), "audit"] + arguments, environment: ["TZ": "UTC", "PATH": "/usr/bin:/bin"])
  return try Run(of: child)
}

private func rows(_ run: Run) -> [String] {
  run.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
}

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: writer), "needs systemd-journal-remote"))
struct AuditSumsCallsUp {
  @Test func byDay() throws {
    let scratch = try Scratch()
    let run = try audit("--directory", journal(scratch), "--by", "day")
    #expect(run.code == 0, "\(run.errors)")
    #expect(
      rows(run) == [
        "DAY CALLS ALLOW DENY KNOCK NONE IN OUT TIME FIRST LAST",
        "2026-02-28 2 1 1 0 0 0.9 KiB 2.0 KiB 1:00 2026-02-28 10:00:00 2026-02-28 11:00:00",
        "2026-03-01 1 1 0 0 0 24 B 0 B 0:05 2026-03-01 00:00:00 2026-03-01 00:00:00",
        "2026-03-02 3 1 0 1 1 1 B 1 B 1:00:01 2026-03-02 12:00:00 2026-03-02 14:00:00",
        "all 6 3 1 1 1 1.0 KiB 2.0 KiB 1:01:06 2026-02-28 10:00:00 2026-03-02 14:00:00",
      ])
  }

  @Test func byPeer() throws {
    let scratch = try Scratch()
    let found = rows(try audit("--directory", journal(scratch), "--by", "peer"))
    #expect(found.count == 5)
    #expect(found[1].hasPrefix("Alice 3 2 1 0 0 ") && found[2].hasPrefix("(no certificate) 2 0 0 1 1 "), "\(found)")
    #expect(found[3].hasPrefix("key:bbbbbbbbbbbbbbbb… claims to be Bob 1 1 0 0 0 "), "\(found)")
  }

  /// What is asked for is asked of the whole call: its end has no verdict of its own.
  @Test func onlyWhatWasAskedFor() throws {
    let scratch = try Scratch()
    let directory = try journal(scratch)
    let allowed = rows(try audit("--directory", directory, "--by", "day", "--verdict", "allow"))
    #expect(allowed.last?.hasPrefix("all 3 3 0 0 0 1.0 KiB 2.0 KiB 1:05 ") == true, "\(allowed)")
    let late = rows(try audit("--directory", directory, "--by", "day", "--since", "2026-03-02"))
    #expect(late.last?.hasPrefix("all 3 1 0 1 1 ") == true, "\(late)")
    #expect(try audit("--directory", directory, "--by", "day", "--peer", "nobody").code == 1)
    for wrong in [["--follow"], ["-n", "3"], ["--json"]] {
      #expect(try Run([Programs.path("peertls"), "audit", "--by", "peer"] + wrong).code == 64)
    }
  }
}

/// More peers than a table has lines are summed up as others.
@Test func whoHasNoLineOfItsOwnIsAmongTheOthers() throws {
  let scratch = try Scratch()
  var text = ""
  for number in 0..<60 {
    var record = Record(.verdict, priority: .info, message: "m")
    record[.session] = String(format: "%016x", number)
    record[.verdict] = "deny"
    record[.peerKey] = String(format: "%016x", number) + String(repeating: "0", count: 48)
    text += String(decoding: record.encodeLine(identifier: "peertls-session"), as: UTF8.self)
  }
  let found = rows(try audit("--file", scratch.write("trail", text), "--by", "peer"))
  #expect(found.count == 53 && found[51].hasPrefix("others (10) 10 0 10 "), "\(found.suffix(3))")
  #expect(found.last?.hasPrefix("all 60 0 60 ") == true)
  let days = rows(try audit("--file", scratch.path + "/trail", "--by", "day"))
  #expect(days.dropFirst().first?.hasPrefix("no date 60 ") == true, "\(days)")
}
