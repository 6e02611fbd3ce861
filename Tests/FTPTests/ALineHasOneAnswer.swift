import FTP
import Testing

@Test(arguments: [
  ("DELE a\nDELE b\r\n", [500]), ("DELE a\rDELE b\r\n", [500]), ("DELE a\r\r\n", [500]), ("\n\n\n\r\n", [500]),
  ("\r\r\r\r\n", [500]), ("DELE a\0b\r\n", [501]), ("\0\0\n\r\0\r\n", [501]), ("\r\n", [500]),
  ("\r\n\r\n", [500, 500]),
  (" NOOP\r\n", [500]), ("NOOP \r\n", [0]), ("A\nB\r", [500]), ("A\nB", [500]), ("A\rB\nC\r\nNOOP\r\n", [500, 0]),
])
func whateverIsInIt(_ text: String, _ codes: [Int]) {
  #expect(arrivals(text).map(\.code) == codes)
  // And the next line is read as if nothing had been.
  if text.hasSuffix("\r\n") { #expect(arrivals(text + "QUIT\r\n").last == .command(.quit)) }
}

/// Who ends lines with LF learns it at once, not when a CR LF comes.
@Test func aBareLineFeedIsAnsweredWhenItComes() {
  #expect(arrivals("NOOP\n").map(\.code) == [500])
  #expect(arrivals("NOOP\nNOOP\nNOOP\n").map(\.code) == [500])
}

@Test func theLongestLineIsTaken() {
  let path = String(repeating: "x", count: Limits.line - "RETR ".utf8.count)
  #expect(command("RETR " + path) == .retr(bytesOf(path)))
  #expect(refusal("RETR " + path + "x") == 500)
}

@Test func aLineWithoutEndIsRefusedOnceAndNotKept() {
  var reader = CommandReader()
  var answers = 0
  for _ in 0..<1000 {
    reader.append([UInt8](repeating: 0x78, count: 10_000))
    answers += drain(&reader).count
  }
  #expect(answers == 1 && reader.isInsideLine)
  reader.append(Array("\r\nQUIT\r\n".utf8))
  #expect(drain(&reader) == [.command(.quit)])
}
