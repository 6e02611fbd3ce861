import SMTP
import TestSupport
import Testing

@Test func aLineOfAHundredThousandCharactersIsNoCommand() throws {
  let outcome = try outcome(of: "EHLO x\r\n" + String(repeating: "x", count: 100_000) + "\r\nNOOP\r\n")
  #expect(outcome.codes == [250, 500, 250])
  #expect(outcome.replies[1].status == EnhancedStatus(5, 5, 2))
}

@Test func aLineOfAHundredThousandCharactersIsNoText() throws {
  let letter = Letter(body: String(repeating: "x", count: 100_000) + "\r\n")
  let outcome = try outcome(of: letter.data + "NOOP\r\n")
  #expect(outcome.codes == [250, 250, 250, 354, 554, 250])
  #expect(outcome.replies[4].status == EnhancedStatus(5, 6, 0) && outcome.messages.isEmpty)
}

/// A chunk's text is not sent on in lines.
@Test func aChunkMayHaveLongLines() throws {
  let letter = Letter(body: String(repeating: "x", count: 100_000) + "\r\n")
  #expect(try outcome(of: letter.chunk).messages.map { body($0).utf8.count } == [100_001])
}

@Test func theLongestLineIsTaken() throws {
  let line = String(repeating: "x", count: SMTPLimits.textLine - 2) + "\r\n"
  #expect(try outcome(of: Letter(body: line).data).last?.code == 250)
  #expect(try outcome(of: Letter(body: "x" + line).data).last?.code == 554)
  // The dot that is added does not count.
  let dots = "." + String(repeating: ".", count: SMTPLimits.textLine - 2) + "\r\n"
  #expect(try outcome(of: Letter(body: dots).data).last?.code == 250)
}

@Test func tenThousandRecipientsAreAHundred() throws {
  var letter = Letter()
  letter.to = (1...10_000).map { "<bob+\($0)@example.org>" }
  let outcome = try outcome(of: letter.data)
  #expect(outcome.replies.count == 1 + 1 + 10_000 + 2)
  let answers = outcome.replies.dropFirst(2).prefix(10_000)
  #expect(answers.prefix(SMTPLimits.recipients).allSatisfy { $0.code == 250 })
  #expect(
    answers.dropFirst(SMTPLimits.recipients).allSatisfy { $0.code == 452 && $0.status == EnhancedStatus(4, 5, 3) })
  #expect(outcome.last?.code == 250 && outcome.messages.count == 1)
  #expect(outcome.messages[0].contains("X-Original-To: bob+100@example.org\n"))
}

@Test func aMessageThatIsTooLongIsRefusedWhenItSaysSo() throws {
  let letter = Letter().from("<alice@example.org> SIZE=65537")
  let refused = try outcome(of: letter.envelope, options: ["--max-size", "65536"])
  #expect(refused.codes == [250, 552, 503] && refused.replies[1].status == EnhancedStatus(5, 3, 4))
  #expect(refused.replies[0].lines.contains("SIZE 65536"))
}

@Test(arguments: [false, true]) func aMessageThatIsTooLongIsRefusedWhateverItSays(_ isChunk: Bool) throws {
  let letter = Letter(body: String(repeating: "0123456789\r\n", count: 10_000)).from("<alice@example.org> SIZE=100")
  let outcome = try outcome(of: (isChunk ? letter.chunk : letter.data) + "NOOP\r\n", options: ["--max-size", "65536"])
  #expect(outcome.codes.suffix(2) == [552, 250] && outcome.messages.isEmpty)
}

@Test func aHeaderThatIsTooLongIsRefused() throws {
  var letter = Letter()
  letter.header += String(repeating: "X: y\r\n", count: SMTPLimits.headerFields)
  #expect(try outcome(of: letter.data + "NOOP\r\n").codes.suffix(2) == [552, 250])
  letter = Letter()
  letter.header += "X: y\r\n" + String(repeating: " \(String(repeating: "z", count: 900))\r\n", count: 300)
  #expect(try outcome(of: letter.data + "NOOP\r\n").codes.suffix(2) == [552, 250])
}

@Test func whoErrsTooOftenIsCutOff() throws {
  let lines = String(repeating: "FOO\r\n", count: SMTPLimits.errors + 10)
  let outcome = try outcome(of: "EHLO x\r\n" + lines + Letter().data)
  #expect(outcome.codes == [250] + [Int](repeating: 500, count: SMTPLimits.errors + 1) + [421])
  #expect(outcome.last?.status == EnhancedStatus(4, 7, 0) && outcome.messages.isEmpty)
}

@Test func oneConnectionBringsAThousandMessages() throws {
  let letters = (0...SMTPLimits.messages).map { number in
    var letter = Letter(id: "\(number)")
    if number > 0 { letter.greeting = "" }
    return letter.chunk
  }
  let outcome = try outcome(of: letters.joined())
  #expect(outcome.last?.code == 421 && outcome.messages.count == SMTPLimits.messages)
  #expect(outcome.log.split(separator: "\n").count { $0.contains("taken: ") } == SMTPLimits.messages)
}

/// Who has too many recipients again and again is still seen when it lies.
@Test func noPeerFillsTheLog() throws {
  var letter = Letter()
  letter.to = (1...2000).map { "<bob+\($0)@example.org>" }
  let outcome = try outcome(of: letter.data + "MAIL FROM:<eve@example.org>\r\n" + Letter(id: "2").data)
  #expect(outcome.log.contains("<eve@example.org> is no identity"))
  #expect(outcome.log.split(separator: "\n").count { $0.contains("taken: ") } == 2)
  #expect(outcome.log.split(separator: "\n").count < 300)
}

@Test func whoOnlyTalksIsCutOff() throws {
  let outcome = try outcome(of: "EHLO x\r\n" + String(repeating: "NOOP\r\n", count: SMTPLimits.commands) + "QUIT\r\n")
  #expect(outcome.replies.count == SMTPLimits.commands + 1 && outcome.last?.code == 421)
}
