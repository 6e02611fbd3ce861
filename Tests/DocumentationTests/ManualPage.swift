import Foundation
import TestSupport

/// A page of man/, as its reader sees it.
struct ManualPage {
  static let names = [
    "peertls.1", "peertls-chat.8", "peertls-file.8", "peertls-handler-contract.7", "peertls-keyd.8",
    "peertls-sendmail.1",
    "peertls-session.8", "peertls-smtp.8", "peertls.handler.5", "peertls.policy.5", "peertlsd.8", "peertlsd.conf.5",
  ]

  let name: String
  /// The mdoc source.
  let source: String
  /// The rendered text, on one line and without overstriking.
  let text: String

  init(_ name: String) throws {
    self.name = name
    source = try Repository.text("man/\(name)")
    let rendered = try ChildProcess.run(
      ["mandoc", "-T", "utf8", "-O", "width=1000", Repository.path("man/\(name)")])
    var shown: [Unicode.Scalar] = []
    for scalar in rendered.unicodeScalars { if scalar == "\u{8}" { shown.removeLast() } else { shown.append(scalar) } }
    text = String(String.UnicodeScalarView(shown)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Whether the rendered text has this word, with nothing before or after it that would make it another.
  func has(_ word: String) -> Bool {
    text.ranges(of: word).contains { range in
      let before = range.lowerBound == text.startIndex ? " " : text[text.index(before: range.lowerBound)]
      let after = range.upperBound == text.endIndex ? " " : text[range.upperBound]
      return ![before, after].contains { $0.isLetter || $0.isNumber || $0 == "_" }
    }
  }

  /// The source of a section; empty if there is none.
  func section(_ name: String) -> Substring {
    guard let start = source.range(of: "\n.Sh \(name)\n") else { return "" }
    let body = source[start.upperBound...]
    return body[..<(body.range(of: "\n.Sh ")?.lowerBound ?? body.endIndex)]
  }

  /// The literal blocks (`.Bd -literal`) of a section, escapes undone.
  func literals(in section: String) -> [String] {
    self.section(section).split(separator: "\n.Bd -literal", omittingEmptySubsequences: false).dropFirst().map {
      block in
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
      return lines.prefix { $0 != ".Ed" }.map { $0.replacing("\\e", with: "\\").replacing("\\&", with: "") + "\n" }
        .joined()
    }
  }
}

/// The files of this repository.
enum Repository {
  static func path(_ name: String) -> String { Programs.package + "/" + name }

  static func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path(name)))) }

  /// The paths of the files in a folder whose names end so.
  static func files(in folder: String, suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(folder)).filter { $0.hasSuffix(suffix) }.sorted()
      .map { folder + "/" + $0 }
  }
}

/// A size as the pages write it.
func size(_ bytes: Int) -> String {
  for (unit, scale) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] where bytes >= 2 * scale || bytes == scale
  {
    if bytes % scale == 0 { return "\(bytes / scale) \(unit)" }
  }
  return "\(bytes) bytes"
}
