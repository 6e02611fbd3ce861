import Foundation
import Journal
import TestSupport
import Testing

private func line(_ event: Event, _ message: String, _ fields: [Field: String]) -> String {
  var record = Record(event, priority: .info, message: message)
  for (field, value) in fields { record[field] = value }
  return String(decoding: record.encodeLine(identifier: "peertls-session"), as: UTF8.self)
}

private let alice: [Field: String] = [
  .service: "chat", .verdict: "allow", .rule: "policy:3", .reason: "allowed by policy:3", .peerName: "Alice Example",
  .peerEmail: "alice@example.org", .peerAddress: "2001:db8::a", .peerPort: "4000",
  .peerKey: String(repeating: "a", count: 64),
]
private let eve: [Field: String] = [
  .service: "file", .verdict: "deny", .rule: "default", .reason: "no rule", .peerName: "Eve\u{1b}[2J\nallow",
  .peerAddress: "2001:db8::e", .alert: "access_denied",
]
private let trail =
  "another program's line\n" + line(.verdict, "allow", alice) + line(.verdict, "deny", eve)
  + line(
    .sessionClosed, "closed",
    alice.filter { $0.key != .verdict }.merging(
      [.bytesIn: "10", .bytesOut: "20", .durationMicroseconds: "1500000", .exit: "0"]) { $1 })

@Test func auditShowsALineAnEvent() throws {
  let scratch = try Scratch()
  let path = try scratch.write("trail", trail)
  let run = try peertls("audit", "--file", path)
  #expect(run.code == 0)
  let rows = run.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
  #expect(
    rows == [
      "- allow chat Alice Example <alice@example.org> [2001:db8::a]:4000 policy:3 allowed by policy:3",
      #"- deny file Eve\x1b[2J\x0aallow [2001:db8::e] default no rule, alert access_denied"#,
      "- session-closed chat Alice Example <alice@example.org> [2001:db8::a]:4000 policy:3 allowed by policy:3, in 10, out 20, "
        + "1.50 s, exit 0",
    ])
}

@Test func auditBelievesOnlyTheNodesOwnPrograms() throws {
  let scratch = try Scratch()
  var forged = Record(.verdict, priority: .info, message: "allow")
  for (field, value) in alice { forged[field] = value }
  let lines = ["peertls-chat", "cat", "peertls", "peertlsd2", "-", "peertls-session x"].map {
    String(decoding: forged.encodeLine(identifier: $0), as: UTF8.self)
  }
  let own = ["peertlsd", "peertls-session"].map {
    String(decoding: forged.encodeLine(identifier: $0), as: UTF8.self)
  }
  let run = try peertls("audit", "--file", try scratch.write("trail", (lines + own).joined()))
  #expect(run.code == 0 && run.output.split(separator: "\n").count == own.count, "\(run.output)")
}

@Test func auditShowsOnlyWhatWasAskedFor() throws {
  let scratch = try Scratch()
  let path = try scratch.write("trail", trail)
  func count(_ filter: [String]) throws -> (rows: Int, code: Int32) {
    let child = try ChildProcess([Programs.path("peertls"), "audit", "--file", path] + filter)
    let code = try child.wait()
    try child.output.waitForEnd()
    return (child.output.text.split(separator: "\n").count, code)
  }
  for (filter, rows) in [
    (["--peer", "alice*"], 2), (["--peer", "*@EXAMPLE.org"], 2), (["--peer", "2001:db8::e"], 1), (["--peer", "a*"], 2),
    (["--peer", "[2001:db8::a]:4000"], 2), (["--peer", "[2001:db8::*"], 3), (["--peer", "[2001:db8::e]"], 1),
    (["--peer", "key:" + String(repeating: "a", count: 64)], 2), (["--peer", "key:aaaaaaaaaaaaaaaa…"], 2),
    (["--peer", "<alice@example.org>"], 2), (["--peer", "Alice Example <alice@example.org>"], 2),
    (["--service", "file"], 1), (["--verdict", "deny"], 1), (["-n", "1"], 1), (["-n", "2", "--service", "chat"], 2),
  ] {
    let found = try count(filter)
    #expect(found.rows == rows && found.code == 0, "\(filter)")
  }
  #expect(try count(["--verdict", "knock"]) == (0, 1))
  #expect(try count(["--verdict", "maybe"]).code == 64)
  #expect(try peertls("audit", "--file", scratch.path + "/gone").code == 66)
  try ChildProcess.run(["mkfifo", scratch.path + "/pipe"])
  let pipe = try peertls("audit", "--file", scratch.path + "/pipe")
  #expect(pipe.code == 66 && pipe.errors.contains("no regular file but a pipe"), "\(pipe.errors)")
}

private let hasJournal = ["/var/log/journal", "/run/log/journal"].contains(where: FileManager.default.fileExists)

@Test(.enabled(if: !hasJournal, "this machine has a journal")) func withoutAJournalAFileIsNamed() throws {
  let run = try peertls("audit")
  #expect(run.code == 66 && run.errors.contains("--file FILE"))
  #expect(run.errors.contains("systemd-journal") == !Programs.isPrivileged, "\(run.errors)")
}

@Test func auditAsJSONHasEveryField() throws {
  let scratch = try Scratch()
  let run = try peertls("audit", "--json", "--file", try scratch.write("trail", trail))
  let objects = try run.output.split(separator: "\n").map { line in
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
  }
  #expect(objects.count == 3)
  for (field, value) in eve { #expect(objects[1][field.rawValue] == value) }
  #expect(objects[1]["PEERTLS_EVENT"] == "verdict" && objects[1]["MESSAGE"] == "deny")
  #expect(!run.output.contains("\u{1b}"))
}

@Test func auditFollows() throws {
  let scratch = try Scratch()
  let early = line(.verdict, "allow", alice.merging([.service: "smtp", .peerName: "Earlybird"]) { $1 })
  let path = try scratch.write("trail", trail + early)
  let child = try ChildProcess([Programs.path("peertls"), "audit", "-f", "--file", path, "--service", "smtp"])
  try child.output.wait(for: "Earlybird")
  let file = try #require(FileHandle(forWritingAtPath: path))
  try file.seekToEnd()
  let added = line(.verdict, "allow", alice.merging([.service: "smtp", .peerName: "Latecomer"]) { $1 })
  // In two parts: a line is shown when it is whole.
  try file.write(contentsOf: Data(added.utf8.prefix(20)))
  try file.write(contentsOf: Data(added.utf8.dropFirst(20)) + Data(line(.verdict, "allow", alice).utf8))
  try child.output.wait(for: "Latecomer")
  #expect(child.output.text.split(separator: "\n").count == 2)
}

@Test(arguments: [("yes", ""), ("key", "claims to be "), ("no", "claims to be ")])
func auditShowsANameThatNobodyVouchesForAsAClaim(_ verified: String, _ claim: String) throws {
  let scratch = try Scratch()
  let path = try scratch.write("trail", line(.verdict, "allow", alice.merging([.peerVerified: verified]) { $1 }))
  #expect(try peertls("audit", "--file", path).output.contains(" \(claim)Alice Example <alice@example.org> "))
  #expect(try peertls("audit", "--json", "--file", path).output.contains(#""PEERTLS_PEER_VERIFIED":"\#(verified)""#))
}

/// Columns are as wide as what is in them; what a peer calls itself shifts nobody else's.
@Test func auditKeepsToItsColumns() throws {
  let scratch = try Scratch()
  var (long, boaster) = (alice, alice)
  long[.service] = "a-service-with-quite-a-long-name"
  long[.rule] = "policy:1234567"
  boaster[.peerName] = String(repeating: "Great ", count: 20)
  let lines = [alice, boaster, long].map { line(.verdict, "allow", $0) }.joined()
  let run = try peertls("audit", "--file", try scratch.write("trail", lines))
  let rows = run.output.split(separator: "\n").map(String.init)
  func columns(of word: String) -> [Int?] {
    rows.map { row in row.range(of: word).map { row.distance(from: row.startIndex, to: $0.lowerBound) } }
  }
  let (names, reasons) = (columns(of: "Alice"), columns(of: "allowed by"))
  #expect(rows.count == 3 && names[0] != nil && names[0] == names[2], "\(run.output)")
  #expect(reasons[0] == reasons[2] && reasons[1] != reasons[0], "\(run.output)")
}
