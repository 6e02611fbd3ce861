import FTPReplies
import Testing

private func facts(_ line: String) -> Facts? { Facts(Array(line.utf8)) }

@Test func factsAreRead() throws {
  let file = try #require(facts("Type=file;SIZE=1025;modify=20260131180005;perm=r;unix.mode=0644; a file; of=mine"))
  #expect(file.kind == .file && file.size == 1025 && file.modified == 1_769_882_405)
  #expect(file.name == "a file; of=mine")
  let kinds: [(String, Facts.Kind)] = [
    ("dir", .directory), ("DIR", .directory), ("cdir", .listed), ("pdir", .above),
    ("OS.unix=slink:/etc/passwd", .other),
    ("OS.unix=chr-1/3", .other),
  ]
  for (value, kind) in kinds { #expect(facts("type=\(value); x")?.kind == kind, "\(value)") }
  #expect(facts(" no facts") == nil || facts(" no facts")?.kind == .other)
  #expect(facts("x=;y=z=1;type=file; x")?.kind == .file)
}

@Test(arguments: [
  "", "name", "type=file;", "type=file; ", "type=file;size=10", "type=file x", "type; x", "=file; x",
  "size=-1; x", "size=; x", "size=9223372036854775808; x", "size=1e3; x", "modify=yesterday; x", "modify=; x",
  "drwxr-xr-x 2 root root 4096 Jan 31 18:00 pub", "total 12",
]) func whatIsNoEntryIsRefused(_ line: String) {
  #expect(facts(line) == nil)
}

@Test(arguments: [
  ".", "..", "/", "/etc/passwd", "../../.ssh/authorized_keys", "a/b", "a/", "a\u{0}b", "a\nb", "a\rb", "a\u{1B}[2J",
  "a\u{7F}",
  "a\u{9B}31m", "a\u{85}b", "a\u{2028}b", String(repeating: "x", count: 256), String(repeating: "é", count: 128),
]) func aNameThatLeadsElsewhereIsNone(_ name: String) {
  #expect(facts("type=file; " + name).flatMap { $0.name } == nil, "\(name.debugDescription)")
}

@Test func aNameThatIsNoTextIsNone() {
  #expect(Facts(Array("type=file; a".utf8) + [0xFF])?.name == nil)
  #expect(Facts(Array("type=file; ".utf8) + [0xC0, 0xAF])?.name == nil)
}

@Test(arguments: [
  " ", " a ", "a b", "é", "🙂", "-rf", "~", "$(reboot)", "a;b", ".hidden", "...", String(repeating: "x", count: 255),
])
func otherNamesAreNames(_ name: String) {
  #expect(facts("type=file; " + name)?.name == name)
}

@Test func aListingReadsTheSameHoweverItArrives() throws {
  let text = "type=cdir; /\r\ntype=dir; pub\r\ntype=file;size=1; a\r b\ntype=file; last"
  for piece in 1...text.utf8.count {
    var (reader, rest) = (ListingReader(), Array(text.utf8)[...])
    while !rest.isEmpty {
      try reader.append(rest.prefix(piece))
      rest = rest.dropFirst(piece)
    }
    try reader.finish()
    #expect(reader.entries.map { String(decoding: $0.path, as: UTF8.self) } == ["/", "pub", "a\r b", "last"])
    #expect(reader.entries.map { $0.name } == [nil, "pub", nil, "last"])
  }
}
