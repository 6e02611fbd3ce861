import SMTP
import Testing

/// Reads a message in pieces of some size: the names of its fields and its body.
private func read(_ text: String, pieces: Int = .max) throws -> (fields: [HeaderReader.Field], body: String) {
  var reader = HeaderReader()
  var rest = Array(text.utf8)[...]
  var body: [UInt8] = []
  while !rest.isEmpty {
    body += try reader.take(rest.prefix(pieces))
    rest = rest.dropFirst(pieces)
  }
  try reader.finish()
  return (reader.fields, String(decoding: body, as: UTF8.self))
}

private func refusal(_ text: String) -> Refusal? {
  do {
    _ = try read(text)
    return nil
  } catch { return error as? Refusal }
}

@Test(arguments: [1, 2, 3, 7, 1000]) func fieldsAndBodyComeApart(_ pieces: Int) throws {
  let text = "From: alice@example.org\r\nSubject: a\r\n\tlong one\r\nX:\r\n\r\n\r\nbody\r\n"
  let (fields, body) = try read(text, pieces: pieces)
  #expect(fields.map(\.name) == ["From", "Subject", "X"])
  #expect(String(decoding: fields[1].body, as: UTF8.self) == " a\tlong one")
  #expect(String(decoding: fields.flatMap(\.bytes), as: UTF8.self) + "\r\n" + body == text)
}

@Test func aMessageMayHaveNoBodyAndNoHeader() throws {
  #expect(try read("From: a@b.example\r\n").fields.count == 1)
  #expect(try read("\r\nbody\r\n").fields.isEmpty)
  #expect(try read("").fields.isEmpty)
}

@Test(arguments: [
  "no field\r\n\r\n", " From: a@b\r\n\r\n", "From : a@b\r\n\r\n", ": a\r\n\r\n", "From: a@b\r\n \t\r\nX: y\r\n\r\n",
  "From: a@b\nX: y\r\n\r\n", "From: a@b\rX: y\r\n\r\n", "From: a\u{0}b\r\n\r\n", "From: a@b", "Fröm: a@b\r\n\r\n",
  "From: a@b\r\r\n\r\n", "From: a\u{1b}[2J\r\n\r\n",
])
func malformedHeadersAreRefused(_ text: String) { #expect(refusal(text)?.reply.status == EnhancedStatus(5, 6, 0)) }

@Test func aHeaderHasLimits() throws {
  let field = "X-Many: \(String(repeating: "x", count: 20))\r\n"
  let most = String(repeating: field, count: SMTPLimits.headerFields)
  #expect(try read(most + "\r\n").fields.count == SMTPLimits.headerFields)
  #expect(refusal(most + field + "\r\n")?.reply.code == 552)
  #expect(refusal("X: " + String(repeating: "x", count: SMTPLimits.headerSection))?.reply.code == 552)
}

@Test func aFieldThatMustBeAloneIs() throws {
  var reader = HeaderReader()
  _ = try reader.take(Array("From: a@b\r\nfrom: c@d\r\nX: y\r\n\r\n".utf8)[...])
  #expect(throws: Refusal.self) { try reader.only("FROM") }
  #expect(try reader.only("x")?.name == "X")
  #expect(try reader.only("Sender") == nil)
}
