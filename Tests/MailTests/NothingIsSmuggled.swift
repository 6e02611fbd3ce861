import SMTP
import TestSupport
import Testing

/// A second message hidden in the first, behind what some servers take for its end: SEC Consult's variants of 2023
/// (CVE-2023-51764, -51765, -51766) and those that were found since.
private let ends: [(name: String, bytes: String)] = [
  ("LF . LF", "\n.\n"), ("LF . CR LF", "\n.\r\n"), ("LF . CR", "\n.\r"), ("CR . CR LF", "\r.\r\n"),
  ("CR . CR", "\r.\r"),
  ("CR . LF", "\r.\n"), ("CR LF . LF", "\r\n.\n"), ("CR LF . CR", "\r\n.\r"), ("CR LF . CR CR LF", "\r\n.\r\r\n"),
  ("CR CR LF . CR LF", "\r\r\n.\r\n"), ("CR CR LF . CR CR LF", "\r\r\n.\r\r\n"), ("LF LF . CR LF", "\n\n.\r\n"),
  ("LF CR . CR LF", "\n\r.\r\n"),
]

private let hidden =
  "MAIL FROM:<alice@example.org>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\nFrom: eve@example.org\r\n\r\nsmuggled\r\n.\r\n"

@Test(arguments: ends) func aBareLineEndEndsTheTransaction(_ name: String, _ end: String) throws {
  let letter = Letter(body: "first\(end)\(hidden)")
  let outcome = try outcome(of: letter.envelope + "DATA\r\n" + letter.text + ".\r\nNOOP\r\n")
  #expect(outcome.codes == [250, 250, 250, 354, 554], "\(name): \(outcome.codes)")
  #expect(outcome.last?.status == EnhancedStatus(5, 6, 0))
  #expect(outcome.messages.isEmpty)
  #expect(outcome.code == 76)
}

/// A NUL is dropped by some: the text is refused, and what follows it is understood as before.
@Test(arguments: ["\r\n\0.\r\n", "\r\n.\0\r\n", "\r\n.\r\0\n"]) func aNULIsNoText(_ end: String) throws {
  let letter = Letter(body: "first\(end)\(hidden)")
  let outcome = try outcome(of: letter.envelope + "DATA\r\n" + letter.text + "QUIT\r\n")
  #expect(outcome.codes.prefix(4) == [250, 250, 250, 354])
  #expect(outcome.replies[4].code == 554 && outcome.replies[4].status == EnhancedStatus(5, 6, 0))
  #expect(outcome.messages.isEmpty)
}

/// The same within a chunk, which has a length: only the message is refused.
@Test(arguments: ends) func aBareLineEndInAChunkRefusesTheMessage(_ name: String, _ end: String) throws {
  let outcome = try outcome(of: Letter(body: "first\(end)\(hidden)").chunk + "NOOP\r\nQUIT\r\n")
  #expect(outcome.codes == [250, 250, 250, 554, 250, 221], "\(name): \(outcome.codes)")
  #expect(outcome.messages.isEmpty)
}

/// Half a line end at the very end is none.
@Test func aChunkThatEndsWithACRIsRefused() throws {
  let outcome = try outcome(of: Letter(body: "hello\r").chunk + "NOOP\r\n")
  #expect(outcome.codes == [250, 250, 250, 554, 250] && outcome.messages.isEmpty)
}

/// In a header it would hide a field from some and not from others, whatever the body may be.
@Test(arguments: ["\n", "\r"]) func aBareLineEndInTheHeaderOfABinaryMessageIsRefused(_ end: String) throws {
  var letter = Letter().from("<alice@example.org> BODY=BINARYMIME")
  letter.header = "X: a\(end)From: eve@example.org\r\n" + letter.header
  let outcome = try outcome(of: letter.chunk + "NOOP\r\nQUIT\r\n")
  #expect(outcome.codes == [250, 250, 250, 554, 250, 221])
  #expect(outcome.messages.isEmpty)
}

@Test(arguments: ["NOOP\nNOOP\r\n", "NOOP\rNOOP\r\n", "NOOP\r\r\n", "NOOP\n\r\n"])
func aCommandWithABareLineEndEndsTheConnection(_ line: String) throws {
  let outcome = try outcome(of: "EHLO x\r\n\(line)" + Letter().data)
  #expect(outcome.codes == [250, 554] && outcome.messages.isEmpty)
  #expect(outcome.code == 76)
}

/// What a browser sends with somebody's certificate: not one of its lines is a command.
@Test(arguments: ["POST / HTTP/1.1", "GET / HTTP/1.1", "CONNECT x:25 HTTP/1.1"])
func aBrowserSendsNoMail(_ line: String) throws {
  let outcome = try outcome(of: "\(line)\r\nHost: bob\r\n\r\n" + Letter().data)
  #expect(outcome.codes == [500] && outcome.messages.isEmpty)
}

/// A dot that is doubled is none of these, and a line that begins with one is whole.
@Test func whatBeginsWithADotArrives() throws {
  let outcome = try outcome(of: Letter(body: "..\r\n..a\r\n...\r\n").data)
  #expect(outcome.codes == [250, 250, 250, 354, 250])
  #expect(outcome.messages.map(body) == [".\n.a\n..\n"])
}
