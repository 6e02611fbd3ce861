import FTPReplies
import Testing

@Test func theLongestLineIsTaken() throws {
  let longest = String(repeating: "x", count: ReplyReader.maximumLineBytes - 4)
  #expect(try reply("220 " + longest).lines[0].count == longest.utf8.count)
  #expect(throws: ReplyError.lineTooLong) { try replies("220 " + longest + "x\r\n") }
}

@Test func aLineWithoutAnEndIsNotKept() {
  var (reader, sent) = (ReplyReader(), 0)
  let problem = #expect(throws: ReplyError.self) {
    while sent < 1 << 20 {
      reader.append(repeatElement(UInt8(ascii: "2"), count: 1000))
      sent += 1000
      _ = try reader.next()
    }
  }
  #expect(problem == .lineTooLong && sent <= ReplyReader.maximumLineBytes + 2000)
}

@Test func linesAreCounted() throws {
  let lines = String(repeating: " x\r\n", count: ReplyReader.maximumLines - 2)
  #expect(try replies("211-a\r\n" + lines + "211 b\r\n").first?.lines.count == ReplyReader.maximumLines)
  #expect(throws: ReplyError.tooLong) { try replies("211-a\r\n x\r\n" + lines + "211 b\r\n") }
}

@Test func bytesAreCounted() throws {
  let line = String(repeating: "x", count: 8000) + "\r\n"
  let lines = String(repeating: line, count: ReplyReader.maximumBytes / 8000)
  #expect(try replies("211-a\r\n" + lines + "211 b\r\n").count == 1)
  #expect(throws: ReplyError.tooLong) { try replies("211-a\r\n" + lines + line + "211 b\r\n") }
}

@Test func entriesAreCounted() throws {
  var reader = ListingReader()
  for _ in 0..<ListingReader.maximumEntries { try reader.append("type=file; a\r\n".utf8) }
  #expect(reader.entries.count == ListingReader.maximumEntries)
  #expect(throws: ListingReader.Problem.tooMany) { try reader.append("type=file; a\r\n".utf8) }
}

@Test func anEntrysLineHasALimit() throws {
  let longest = "type=file; " + String(repeating: "x", count: Facts.maximumLineBytes - 11)
  var reader = ListingReader()
  try reader.append((longest + "\r\n").utf8)
  #expect(reader.entries.count == 1)
  #expect(throws: ListingReader.Problem.lineTooLong) { try reader.append((longest + "x\r\n").utf8) }
}
