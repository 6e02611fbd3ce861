import Foundation
import Policy
import Testing

private let preamble = "anchor acme a.pem\nanchor other o.pem\nlist friends f\nlist pests p\n"

@Test func decisionsMatchTheGoldenTable() throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/decisions.txt")
  let golden = try String(contentsOf: file, encoding: .utf8)
  var rules: [String] = []
  var rows = 0
  var differences: [String] = []
  for line in golden.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
    if line.isEmpty {
      rules = []
    } else if line.hasPrefix("  ") {
      let found = try decided(row: line, rules)
      if found != line { differences.append("\(rules.joined(separator: "\n"))\n- \(line)\n+ \(found)") }
      rows += 1
    } else if !line.hasPrefix("#") && !line.hasPrefix("no rules") {
      rules.append(line)
    }
  }
  if !differences.isEmpty { Issue.record("\(differences.joined(separator: "\n\n"))") }
  #expect(rows >= 120, "the table has shrunk to \(rows) rows")
}

/// The row as the engine would write it.
private func decided(row: String, _ rules: [String]) throws -> String {
  let question = try #require(row.split(separator: " -> ").first)
  let words = question.split(separator: " ").map(String.init)
  var caller = People.caller(words[0])
  var now = People.now
  for word in words.dropFirst() {
    let sides = word.split(separator: "=", maxSplits: 1).map(String.init)
    switch sides[0] {
    case "service": caller.service = sides[1]
    case "from": caller.address = try #require(Address(sides[1]))
    case "at": now = try #require(Int64(sides[1]))
    default: Issue.record("unknown word \(word)")
    }
  }
  let text = preamble + rules.joined(separator: "\n")
  let written = text.replacing(#/([0-9a-f]{2})\*32/#) { String(repeating: String($0.1), count: 32) }
  let set = try policy(written)
  let compiled = try RuleSet(decoding: set.encode())
  let decision = compiled.decide(caller, now: now, lists: People.lookUp)
  return "\(question) -> \(decision.verdict) \(decision.rule)"
}
