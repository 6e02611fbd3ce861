import FTP
import Testing

private let now: Int64 = 1_700_000_000
private let file = ListedEntry(
  kind: .file, name: " a \"b\"  c", size: 1_234_567_890_123, modified: 1_699_000_000,
  rights: [.read, .write, .append, .delete, .rename], mode: 0o100640, unique: "fd01-7")
private let directory = ListedEntry(
  kind: .directory, name: "d", size: 4096, modified: 0, rights: [.enter, .list], mode: 0o755, unique: "")

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

@Test func factsAsRFC3659HasThem() {
  #expect(
    text(file.machineLine(Fact.allCases))
      == "type=file;size=1234567890123;modify=20231103082640;perm=adfrw;unique=fd01-7;UNIX.mode=0640;  a \"b\"  c\r\n")
  #expect(
    text(directory.machineLine(Fact.allCases)) == "type=dir;modify=19700101000000;perm=el;UNIX.mode=0755; d\r\n")
  #expect(text(file.machineLine([.size])) == "size=1234567890123;  a \"b\"  c\r\n")
  #expect(text(file.machineLine([])) == "  a \"b\"  c\r\n")
}

@Test func theRightsOfADirectoryHaveTheirLetters() {
  let all: EntryRights = [.append, .create, .delete, .enter, .rename, .list, .makeDirectory, .purge, .read, .write]
  #expect(all.letters == "acdeflmprw" && EntryRights.makeDirectory.letters == "m" && EntryRights().letters == "")
}

@Test func oneEntryHasItsPathInTheReply() throws {
  let reply = Reply.facts(file, [.type], of: try path("/pub/x"))
  #expect(text(reply.encode()) == "250-Listing /pub/x\r\n type=file; /pub/x\r\n250 End.\r\n")
}

@Test func longLinesAsLsHasThem() {
  #expect(text(file.longLine(now: now)) == "-rw-r----- 1 ftp ftp 1234567890123 Nov  3 08:26  a \"b\"  c\r\n")
  #expect(text(directory.longLine(now: now)) == "drwxr-xr-x 1 ftp ftp            0 Jan  1  1970 d\r\n")
}

@Test func timesNearAndFar() {
  var entry = directory
  for (modified, shown) in [
    (now, "Nov 14 22:13"), (now + 3599, "Nov 14 23:13"), (now + 86_400, "Nov 15  2023"),
    (now - 15_778_476, "May 16 07:18"), (now - 15_778_477, "May 16  2023"), (.max, "Dec 31  9999"),
    (.min, "Jan  1  0001"),
  ] {
    entry.modified = modified
    #expect(entry.long(now: now).hasSuffix(" \(shown) d"), "\(entry.long(now: now))")
  }
}

@Test func namesAlone() { #expect(text(file.nameLine) == " a \"b\"  c\r\n") }
