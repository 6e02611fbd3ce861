import SMTP
import TestSupport
import Testing

private let letter = Letter(body: "one\r\ntwo\r\n")

@Test func chunksMakeAMessage() throws {
  let text = letter.text
  var chunks = ""
  for character in text.utf8 { chunks += "BDAT 1\r\n" + String(decoding: [character], as: UTF8.self) }
  let outcome = try outcome(of: letter.envelope + chunks + "BDAT 0 LAST\r\n")
  #expect(outcome.codes.allSatisfy { $0 == 250 } && outcome.codes.count == 3 + text.utf8.count + 1)
  #expect(outcome.messages.map(body) == ["one\ntwo\n"])
}

@Test func anEmptyChunkIsNothing() throws {
  let outcome = try outcome(
    of: letter.envelope + "BDAT 0\r\nBDAT \(letter.text.utf8.count)\r\n\(letter.text)BDAT 0 LAST\r\n")
  #expect(outcome.codes == [250, 250, 250, 250, 250, 250] && outcome.messages.count == 1)
}

/// Where the length is no number nobody knows what comes next.
@Test(arguments: ["BDAT", "BDAT x", "BDAT -5", "BDAT 1e3", "BDAT 99999999999999999999", "BDAT 5 FIRST", "BDAT  LAST"])
func aChunkWithoutALengthEndsTheConnection(_ line: String) throws {
  let outcome = try outcome(of: letter.envelope + "\(line)\r\nhello" + Letter(id: "2").data)
  #expect(outcome.codes == [250, 250, 250, 501] && outcome.messages.isEmpty && outcome.code == 76)
}

@Test func aChunkBeyondAllMeasureEndsTheConnection() throws {
  let outcome = try outcome(of: letter.envelope + "BDAT \(SMTPLimits.skipped + 1) LAST\r\nhello")
  #expect(outcome.codes == [250, 250, 250, 552] && outcome.code == 76)
}

/// A length that is too short: the message is cut there, and the rest is what it looks like.
@Test func whatFollowsAShortChunkIsCommands() throws {
  let count = letter.text.utf8.count - 5
  let outcome = try outcome(of: letter.envelope + "BDAT \(count) LAST\r\n\(letter.text)NOOP\r\n")
  // The cut is a line without its end, which is as good as one.
  #expect(outcome.codes == [250, 250, 250, 250, 500, 250])
  #expect(outcome.messages.map(body) == ["one\n"])
}

/// A length that is too long: the commands that follow are octets of the message, which never ends.
@Test func aLongChunkTakesWhatFollows() throws {
  let outcome = try outcome(
    of: letter.envelope + "BDAT \(letter.text.utf8.count + 100) LAST\r\n\(letter.text)NOOP\r\nQUIT\r\n")
  #expect(outcome.codes == [250, 250, 250] && outcome.messages.isEmpty && outcome.code == 76)
}

/// Refused or not, the octets are not commands.
@Test func theOctetsOfARefusedChunkAreSkipped() throws {
  let hidden = "MAIL FROM:<alice@example.org>\r\n"
  let chunk = "BDAT \(hidden.utf8.count) LAST\r\n\(hidden)"
  #expect(try outcome(of: chunk + "NOOP\r\n").codes == [503, 250])
  #expect(try outcome(of: "EHLO x\r\n" + chunk + "NOOP\r\n").codes == [250, 503, 250])
  #expect(
    try outcome(of: "EHLO x\r\nMAIL FROM:<alice@example.org>\r\n" + chunk + "NOOP\r\n").codes == [250, 250, 554, 250])
  #expect(
    try outcome(of: "HELO x\r\nMAIL FROM:<alice@example.org>\r\n" + chunk + "NOOP\r\n").codes == [250, 250, 503, 250])
}

/// A message without its beginning is none.
@Test func aChunkForNobodyEndsItsMessage() throws {
  let text = letter.text
  let outcome = try outcome(
    of: "EHLO x\r\nMAIL FROM:<alice@example.org>\r\nBDAT 7\r\n1234567RCPT TO:<bob@example.org>\r\n"
      + "BDAT \(text.utf8.count) LAST\r\n\(text)")
  #expect(outcome.codes == [250, 250, 554, 503, 503] && outcome.messages.isEmpty)
}

@Test func afterARefusedChunkTheMessageIsGone() throws {
  let first = "no header\r\n"
  let outcome = try outcome(
    of: letter.envelope + "BDAT \(first.utf8.count)\r\n\(first)BDAT 0\r\nBDAT 3 LAST\r\nabcDATA\r\nRSET\r\n"
      + Letter().data)
  #expect(outcome.codes == [250, 250, 250, 250, 250, 554, 503, 250, 250, 250, 250, 354, 250])
  #expect(outcome.messages.count == 1)
}

@Test func dataAndChunksAreNotMixed() throws {
  let text = letter.text
  let outcome = try outcome(
    of: letter.envelope + "BDAT \(text.utf8.count)\r\n\(text)DATA\r\nRCPT TO:<bob@example.org>\r\nBDAT 0 LAST\r\n")
  #expect(outcome.codes == [250, 250, 250, 250, 503, 503, 250] && outcome.messages.count == 1)
}

@Test func binaryMessagesComeInChunksAlone() throws {
  let binary = letter.from("<alice@example.org> BODY=BINARYMIME")
  #expect(try outcome(of: binary.envelope + "DATA\r\n").codes == [250, 250, 250, 503])
  let body: [UInt8] = Array(0...255) + [10, 13, 0, 10]
  let text = Array(letter.header.utf8) + [13, 10] + body
  let scratch = try Scratch()
  let handler = try MailHandler(scratch.directory("state"))
  #expect(try handler.converse(Array((binary.envelope + "BDAT \(text.count) LAST\r\n").utf8) + text).last?.code == 250)
  let name = try #require(handler.names.first)
  let kept = try scratch.bytes("state/Maildir/new/\(name)")
  #expect(Array(kept.suffix(text.count)) == text)
  #expect(name.hasSuffix(",S=\(kept.count)"))
}
