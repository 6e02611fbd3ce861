import Foundation
import Policy
import Testing

private let preamble = "anchor acme a.pem\nanchor other o.pem\nlist friends f\n"

@Test func errorsNameThePlaceAndWhatWasExpected() throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/errors.txt")
  let golden = try String(contentsOf: file, encoding: .utf8)
  var lines: [String] = []
  var rows = 0
  var differences: [String] = []
  for line in golden.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
    if line.isEmpty {
      lines = []
    } else if line.hasPrefix("  => ") {
      let text = preamble + lines.joined(separator: "\n")
      let found = "  => " + (error(of: written(text)) ?? "no error")
      if found != line { differences.append("\(lines.joined(separator: "\n"))\n- \(line)\n+ \(found)") }
      rows += 1
    } else if !line.hasPrefix("#") {
      lines.append(line)
    }
  }
  if !differences.isEmpty { Issue.record("\(differences.joined(separator: "\n\n"))") }
  #expect(rows >= 85, "the table has shrunk to \(rows) rows")
}

private func written(_ text: String) -> String {
  text.replacing(#/([0-9a-z]{2})\*32/#) { String(repeating: String($0.1), count: 32) }
    .replacing("\\t", with: "\t").replacing("\\0", with: "\0")
}

@Test func aPolicyMustBeText() {
  func description(_ bytes: [UInt8]) -> String? {
    do {
      _ = try PolicySource.parse(bytes, file: "policy")
      return nil
    } catch { return error.description }
  }
  #expect(
    description(Array("allow chat\nallow cn=".utf8) + [0xc3])
      == "policy:2:10: this is not UTF-8; expected text in UTF-8")
  #expect(
    description(Array("# a".utf8) + [0xff]) == "policy:1:4: this is not UTF-8; expected text in UTF-8")
  #expect(
    description(Array("allow\u{7f}".utf8)) == "policy:1:6: found the control character U+007F; expected text")
  #expect(
    description(Array("# \u{85}".utf8)) == "policy:1:3: found the control character U+0085; expected text")
  #expect(
    description(Array("allow chat\r allow".utf8)) == "policy:1:11: found the control character U+000D; expected text")
  #expect(
    description(Array("\u{feff}allow chat".utf8)) == "policy:1:1: found a byte order mark; expected UTF-8 without one")
}
