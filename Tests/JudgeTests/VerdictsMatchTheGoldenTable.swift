import Foundation
import Judge
import Policy
import Processes
import TLS
import TestSupport
import Testing

@Test func verdictsMatchTheGoldenTable() throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/verdicts.txt")
  let golden = try String(contentsOf: file, encoding: .utf8)
  let files = try Callers.files()
  var (lines, rows): ([String], Int) = ([], 0)
  var policy: CompiledPolicy?
  var differences: [String] = []
  for line in golden.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
    if line.hasPrefix("#") { continue }
    if line.isEmpty {
      (lines, policy) = ([], nil)
    } else if line.hasPrefix("  ") {
      let table = try policy ?? compiled(lines, files)
      policy = table
      let found = try judged(row: line, table)
      if found != line { differences.append("- \(line)\n+ \(found)") }
      rows += 1
    } else {
      lines.append(line)
    }
  }
  if !differences.isEmpty { Issue.record("\(differences.joined(separator: "\n"))") }
  #expect(rows >= 60, "the table has shrunk to \(rows) rows")
}

/// `list NAME` followed by ` | ENTRY | ENTRY` brings the list's file with it.
private func compiled(_ lines: [String], _ files: [String: String]) throws -> CompiledPolicy {
  var (policy, files) = ([String](), files)
  for line in lines {
    let parts = line.components(separatedBy: " | ")
    policy.append(parts[0])
    if let file = parts[0].split(separator: " ").dropFirst(2).first, parts[0].hasPrefix("list ") {
      files[String(file)] = parts.dropFirst().map(Callers.filled).joined(separator: "\n")
    }
  }
  return try PolicyDirectory(Callers.filled(policy.joined(separator: "\n")), files: files).compile().policy
}

/// The row as the engine would write it: `CALLER [SERVICE] [from=ADDRESS] -> VERDICT RULE ALERT: REASON`.
private func judged(row: String, _ policy: CompiledPolicy) throws -> String {
  let question = try #require(row.components(separatedBy: " -> ").first).trimmingCharacters(in: .whitespaces)
  var (service, address) = ("chat", "2001:db8::1")
  let words = question.split(separator: " ").map(String.init)
  for word in words.dropFirst() {
    if word.hasPrefix("from=") { address = String(word.dropFirst(5)) } else { service = word }
  }
  let caller = words[0]
  let from = try #require(Address(address))
  let now = Clock.unixSeconds
  var evidence: Evidence?
  if caller != "nobody" {
    let credential = try #require(Callers.all[caller], "there is no caller \(caller)")
    let chain = try Chain(pem: Array(try Callers.file(credential.chain).utf8), name: caller)
    evidence = Verification.examine(chain[0], untrusted: chain, trust: policy, now: now)
  }
  let judgement = policy.judge(evidence, address: from, service: service, now: now)
  let alert = judgement.refusal.map { Alert.name($0.alert) } ?? "-"
  return "  \(question) -> \(judgement.decision.verdict) \(judgement.decision.rule) \(alert): \(judgement.reason)"
}
