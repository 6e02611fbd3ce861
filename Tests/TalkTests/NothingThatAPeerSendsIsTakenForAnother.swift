import CPIM
import SafeText
import Talk
import TestSupport
import Testing

/// The terminal of these tests fails at a control character or sequence that it does not know.
@Test func nothingThatAPeerSendsIsTakenForAnother() throws {
  let talking = try Talking()
  let terminal = try talking.terminal(columns: 60)
  let forged = "18:00:00 <Alice> FORGED me #1: FORGED -- connected FORGED"
  try talking.receive("hello\n\(forged)\r\n\(forged)\r\(forged)\u{2028}\(forged)\u{85}\(forged)\u{0B}\(forged)")
  for width in 1...60 { try talking.receive(String(repeating: "x", count: width) + forged) }
  try talking.receive(String(repeating: " ", count: 59) + forged + "\t\t\t\t\t\t\t" + forged)
  try talking.receive(String(repeating: "家", count: 29) + forged)
  try talking.receive(
    "\u{1B}[2J\u{1B}[1;1H\u{9B}2J\u{1B}]0;title\u{07}\u{1B}c\u{08}\u{08}\u{7F}\u{202E}evil\u{2066} last")
  let rows = try terminal.wait("␛\\[2J␛\\[1;1H\u{FFFD}2J␛\\]0;title␇␛c␈␈␡\u{FFFD}evil\u{FFFD}\\s+last$")
  #expect(rows.count { $0.contains("FORGED") } > 100)
  for row in rows where row.contains("FORGED") {
    #expect(row.hasPrefix("         ") || row.contains("<Bob Builder> "), "\(row)")
    #expect(row.count <= 60)
  }
}

@Test func namesSubjectsAndTypesAreSafeToo() throws {
  let talking = try Talking()
  let terminal = try talking.terminal(columns: 100)
  try talking.receive("text", name: "Al\u{202E}ice\n18:00:00 <Eve> x") { $0.subject = "a\u{1B}[2J\nb" }
  try talking.receive("x") { message in
    message.contentType = ContentType(parsing: "image/png")!
    message.content = [1, 2, 3]
  }
  try terminal.wait(
    "<Al\u{FFFD}ice.*18:00:00 \u{FFFD}Eve\u{FFFD} x> \\(subject: a.*\\[2J.*b\\) text$",
    "> \\(image/png, 3 bytes, is not shown\\)$")
}

@Test func whatIsNoMessageIsSaid() throws {
  let talking = try Talking()
  let terminal = try talking.terminal()
  _ = try talking.conversation.store(Array("rubbish\u{1B}[2J".utf8), hash: [1, 2, 3, 4, 5, 6, 7, 8])
  try terminal.wait("<bob> \\(a message that cannot be read: ")
  try talking.until("it is read") { try talking.conversation.names(in: .cur).count == 1 }
}

@Test(arguments: [20, 21, 33, 80]) func rowsAreBrokenBeforeTheTerminalWould(_ columns: Int) {
  let indentation = "         "
  func width(_ scalar: Unicode.Scalar) -> Int { scalar.value >= 0x2E80 ? 2 : 1 }
  let lines = [
    "", "a", String(repeating: "word and ", count: 40), String(repeating: "x", count: 300),
    String(repeating: "家", count: 100), "a\tb\t\tc" + String(repeating: "\t", count: 30) + "end",
    String(repeating: " ", count: 200) + "x",
  ]
  for line in lines {
    let rows = Rows.of(line, columns: columns, indentation: indentation, width: width)
    for (place, row) in rows.enumerated() {
      #expect(row.unicodeScalars.reduce(0) { $0 + width($1) } <= columns)
      if place > 0 { #expect(row.hasPrefix(indentation)) }
    }
    let letters = { (text: String) in text.filter { !$0.isWhitespace } }
    #expect(letters(rows.joined()) == letters(line))
  }
  #expect(
    Rows.of("one two three four five six", columns: 20, indentation: "  ", width: width) == [
      "one two three four ", "  five six",
    ])
}
