import Foundation
import Journal
import Testing

@Test func journalctlTakesTheCatalogAndItHasEveryEvent() throws {
  let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../systemd/peertls.catalog")
  let root = try ScratchDirectory()
  for directory in ["usr/lib/systemd/catalog", "var/lib/systemd/catalog"] {
    try FileManager.default.createDirectory(at: root.url.appending(path: directory), withIntermediateDirectories: true)
  }
  try FileManager.default.copyItem(
    at: source, to: root.url.appending(path: "usr/lib/systemd/catalog/peertls.catalog"))
  try run("/usr/bin/journalctl", ["--update-catalog", "--root=\(root.url.path)"])
  let entries = try run("/usr/bin/journalctl", ["--list-catalog", "--root=\(root.url.path)"]).split(separator: "\n")
  #expect(entries.count == Event.allCases.count)
  for event in Event.allCases {
    #expect(entries.contains { $0.hasPrefix("\(event.messageID) PeerTLS: ") }, "\(event)")
  }
}

@Test func theCatalogNamesOnlyFieldsThatExist() throws {
  let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../systemd/peertls.catalog")
  let text = try String(contentsOf: source, encoding: .utf8)
  let named = text.matches(of: /@([A-Z_]+)@/).map { String($0.output.1) }
  #expect(named.count > 10)
  for name in named { #expect(Field(rawValue: name) != nil, "\(name)") }
}
