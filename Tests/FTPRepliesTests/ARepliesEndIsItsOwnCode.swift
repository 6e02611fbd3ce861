import FTPReplies
import Testing

/// What a stream of bytes is, in pieces of any size.
func replies(_ text: String, piece: Int = .max) throws(ReplyError) -> [Reply] {
  var (reader, found, rest) = (ReplyReader(), [Reply](), Array(text.utf8)[...])
  while !rest.isEmpty {
    reader.append(rest.prefix(piece))
    rest = rest.dropFirst(piece)
    while let reply = try reader.next() { found.append(reply) }
  }
  return found
}

func reply(_ text: String) throws -> Reply { try #require(try replies(text + "\r\n").first) }

private func shown(_ replies: [Reply]) -> [String] {
  replies.map { "\($0.code):" + $0.lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "|") }
}

@Test(arguments: [
  ("220 Welcome\r\n", ["220:Welcome"]), ("220\r\n", ["220:"]), ("220 \r\n", ["220:"]),
  ("200 a\n200 b\n", ["200:a", "200:b"]),
  ("211-Features:\r\n SIZE\r\n HASH SHA-256*\r\n211 End\r\n", ["211:Features:| SIZE| HASH SHA-256*|End"]),
  // Another code, and the same with a dash, is text within a reply of several lines.
  ("220-a\r\n230 no\r\n220-b\r\n220\r\n331 c\r\n", ["220:a|230 no|220-b|", "331:c"]),
  ("150 one\r\n226 two\r\n", ["150:one", "226:two"]), ("220-a\r\n\r\n220 b\r\n", ["220:a||b"]),
])
func aReplyEndsWithItsOwnCode(_ text: String, _ expected: [String]) throws {
  #expect(shown(try replies(text)) == expected)
  for piece in 1...7 { #expect(shown(try replies(text, piece: piece)) == expected) }
}

@Test(arguments: ["", "220-a\r\n", "220-a\r\n220-b\r\n", "22", "220 a", "220-a\r\n220 b"])
func whatHasNotEndedIsNoReply(
  _ text: String
) throws {
  #expect(try replies(text).isEmpty)
}

@Test(arguments: [
  "hello\r\n", "\r\n", "22\r\n", "2200 a\r\n", "000 a\r\n", "099 a\r\n", "600 a\r\n", "220xa\r\n", " 220 a\r\n",
  "HTTP/1.1 400 Bad Request\r\n", "SSH-2.0-OpenSSH\r\n", "\u{FF}\r\n",
])
func anythingElseIsAnErrorAndTheEnd(_ text: String) {
  var reader = ReplyReader()
  reader.append((text + "220 a\r\n").utf8)
  #expect(throws: ReplyError.self) { try reader.next() }
  reader.append("220 a\r\n".utf8)
  #expect(throws: ReplyError.self) { try reader.next() }
}

@Test func theFirstDigitIsTheKind() throws {
  let kinds: [Reply.Kind] = [.preliminary, .done, .more, .later, .never]
  for (digit, kind) in zip(1..., kinds) { #expect(try reply("\(digit)50 x").kind == kind) }
}
