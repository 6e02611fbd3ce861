import Foundation
import MIME
import SMIME
import TLS
import TestSupport
import Testing

private func mixed(_ parts: [[UInt8]], from: String = "alice@example.org") -> [UInt8] {
  var text = Array("From: \(from)\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n".utf8)
  for part in parts { text += Array("--outer\r\n".utf8) + part + Array("\r\n".utf8) }
  return text + Array("--outer--\r\n".utf8)
}

private let plain = message("Content-Type: text/plain\n\nEverybody's words\n")

@Test func aSignedPartSignsNothingElse() throws {
  let part = try SMIMEMessage.sign(
    message("Content-Type: text/plain\n\nAlice's words\n"), by: try People.alice.credentials())
  let read = try Reader().read(mixed([part, plain]))
  #expect(read.code == 2 && read.says("verdict: not signed: only a part of it is signed"), "\(read)")
  #expect(read.output.contains("part 1, signed 1:\n  Alice's words\n"))
  #expect(read.output.contains("part 2, neither signed nor encrypted:\n  Everybody's words\n"))
}

/// EFAIL: what is decrypted must not become part of what an attacker has put around it.
@Test func decryptedTextStaysApart() throws {
  let secret = try SMIMEMessage.encrypt(
    message("Content-Type: text/plain\n\nthe secret\n"), for: [try People.bob.der()])
  let before = message("Content-Type: text/html\n\n<img src=\"http://evil.example/\n")
  let after = message("Content-Type: text/html\n\n\">\n")
  let read = try Reader().read(mixed([before, secret, after]))
  #expect(read.code == 2 && read.output.contains("part 2, encrypted 1:\n  the secret\n"), "\(read)")
  #expect(!read.output.contains("evil.example") && read.says("part 1, neither signed nor encrypted: without a name"))
}

@Test func htmlIsNeverShown() throws {
  let mail = try letter()
  let html = message("Content-Type: text/html\n\n<b>hi</b> http://evil.example/\n")
  let read = try Reader().read(
    mail.message(around: try SMIMEMessage.sign(html, by: try People.alice.credentials()), .signed))
  #expect(read.code == 0 && !read.output.contains("evil") && read.says("part 1: without a name, text/html"), "\(read)")
}

@Test func anAlteredPartMakesTheWholeBad() throws {
  let part = try SMIMEMessage.sign(message("Content-Type: text/plain\n\nyes\n"), by: try People.alice.credentials())
  let read = try Reader().read(mixed([plain, try replacing(part, "yes", "no!")]))
  #expect(read.code == 1 && read.says("BAD: it was altered after it was signed"), "\(read)")
}

/// Somebody else's signature around Alice's does not make it hers, nor hers theirs.
@Test func aSignatureAroundAnotherIsToldApart() throws {
  let carol = try PKI.acme.issue(People.person("Carol"))
  let inner = try SMIMEMessage.sign(message("Content-Type: text/plain\n\nwords\n"), by: try People.alice.credentials())
  let outer = try SMIMEMessage.sign(inner, by: try carol.credentials())
  let read = try Reader().read(Array("From: carol@example.org\r\n".utf8) + outer)
  #expect(read.code == 0 && read.says("by Alice") && read.says("by Carol"), "\(read)")
}

@Test func aWrappedMessagesHeaderCounts() throws {
  let inner = message("Content-Type: message/rfc822\n\nFrom: alice@example.org\nSubject: inside\n\nwords\n")
  let signed = try SMIMEMessage.sign(inner, by: try People.alice.credentials())
  let read = try Reader().read(Array("From: alice@example.org\r\nSubject: outside\r\n".utf8) + signed)
  #expect(read.code == 0 && read.says("subject: inside") && read.says("note: Subject: is not outside"), "\(read)")
}

/// A field of the part's own is none of the mail's where the part does not say so.
@Test func aPartsFieldsAreNotTheMails() throws {
  let inner = message("Content-Type: text/plain\nFrom: alice@example.org\nSubject: inside\n\nwords\n")
  let signed = try SMIMEMessage.sign(inner, by: try People.alice.credentials())
  let read = try Reader().read(Array("From: eve@example.org\r\nSubject: outside\r\n".utf8) + signed)
  #expect(read.code == 1 && read.says("subject: outside") && read.says("from: eve@example.org"), "\(read)")
}

@Test func aThirdPartMakesItNoSignature() throws {
  let part = try SMIMEMessage.sign(message("Content-Type: text/plain\n\nwords\n"), by: try People.alice.credentials())
  let text = String(decoding: part, as: UTF8.self)
  guard let end = text.range(of: "--\r\n", options: .backwards),
    let line = text[..<end.lowerBound].range(of: "\r\n--", options: .backwards)
  else { throw TestFailure("no end") }
  let boundary = text[line.upperBound..<end.lowerBound]
  let more = text[..<line.lowerBound] + "\r\n--\(boundary)\r\n\r\nEve's words\r\n--\(boundary)--\r\n"
  let read = try Reader().read(Array("From: alice@example.org\r\n".utf8) + Array(more.utf8))
  #expect(read.code == 2 && read.says("Eve's words") && !read.says("by Alice"), "\(read)")
}
