import Foundation
import TestSupport
import Testing

private struct Row: Decodable {
  let conversation: String
  let unread: Int
  let waiting: Int
  let failed: Int
  let last: Int?
  let connected: Bool
  let name: String
  let emails: [String]
  let anchor: String
}

@Test func conversationsAreSafeToShow() throws {
  let key = PKI.bob.keyFingerprint
  let alice = try Correspondent(PKI.alice, contacts: "bob [::1]:1 key=\(key)\n")
  #expect(try alice.conversations().code == 0)
  #expect(try alice.run("message", "bob", "--wait", "0", "\u{1B}]0;owned\u{7}").code == 75)
  let hostile = "\u{1B}[2J\u{202E}Bob\u{9B}31m" + String(repeating: "x", count: 200)
  try alice.scratch.write("chat/\(key)/peer", "Name: \(hostile)\nEmail: b@example.org\nKey: \(key)\nSeen: 7\n")

  let table = try alice.conversations()
  #expect(table.code == 0, "\(table.errors)")
  let lines = table.output.split(separator: "\n")
  #expect(lines.count == 2 && lines[0].hasPrefix("UNREAD  WAITING  FAILED  LAST"), "\(table.output)")
  #expect(lines[1].hasPrefix("     0        1       0  20"), "\(lines[1])")
  #expect(lines[1].contains("claims to be ?[2J\u{FFFD}Bob?31m"), "\(lines[1])")
  #expect(
    table.output.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)) })
  #expect(!table.output.contains("\u{202E}"))
  #expect(lines.allSatisfy { $0.count <= 150 })

  let json = try alice.conversations("--json")
  #expect(json.output.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
  let row = try JSONDecoder().decode(Row.self, from: Data(json.output.utf8))
  #expect(row.conversation == key && row.waiting == 1 && row.unread == 0 && row.failed == 0 && !row.connected)
  #expect(row.emails == ["b@example.org"] && row.anchor.isEmpty && (row.last ?? 0) > 1_700_000_000)
}
