import MIME
import Testing

private func letter(_ subject: String = "Hello", _ text: String = "Hi Bob,\n\nbye.\n") throws -> Letter {
  Letter(
    from: try MailAddress(name: "Alice Example", address: "alice@example.org"),
    to: [try MailAddress(address: "bob@example.org")], subject: subject, text: text, date: 1_795_773_600)
}

private func read(_ letter: Letter, _ protection: OutgoingMail.Protection = .none) throws -> Entity {
  let mail = try OutgoingMail(letter)
  return try Entity(mail.message(around: mail.entity(protection), protection))
}

@Test func aSimpleTextStaysReadable() throws {
  let mail = try OutgoingMail(try letter())
  let message = String(decoding: mail.message(around: mail.entity(.none), .none), as: UTF8.self)
  #expect(message.hasPrefix("Date: Fri, 27 Nov 2026 10:00:00 +0000\r\nFrom: Alice Example <alice@example.org>\r\n"))
  #expect(message.contains("\r\nSubject: Hello\r\n"))
  #expect(
    message.hasSuffix(
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8; format=fixed\r\n"
        + "Content-Transfer-Encoding: 7bit\r\n\r\nHi Bob,\r\n\r\nbye.\r\n"))
}

/// What a mailbox or a mail transport would change is encoded.
@Test(arguments: [
  "Grüße aus Österreich\n", "日本語のメールです。\n", "From here on\n", "ends with a blank \n", ".\n",
  String(repeating: "x", count: 2000) + "\n", "bell \u{7} and escape \u{1b}\n", "=3D stays\n", "tab\tinside\n", "",
  "no end", "a = b\r\n\r\n\r\nc\n", String(repeating: "é", count: 500) + "\n", "\n\n",
]) func everyTextComesBack(_ text: String) throws {
  let entity = try read(try letter("s", text))
  let lines = text.replacing("\r\n", with: "\n")
  let expected = lines.isEmpty || lines.hasSuffix("\n") ? lines : lines + "\n"
  #expect(entity.text.replacing("\r\n", with: "\n") == expected)
  #expect(entity.header.body.allSatisfy { $0 < 0x80 })
  for line in entity.header.body.split(separator: 0x0A, omittingEmptySubsequences: false) {
    #expect(line.count <= 999 && !line.starts(with: Array("From ".utf8)) && line != [0x2E, 0x0D])
    if entity.encoding == "quoted-printable" { #expect(line.count <= 77) }
  }
}

@Test(arguments: [
  "", "plain", "Grüße", "日本語の件名がとても長いのでいくつもの符号語に分けられます。まだ続きます。",
  "=?utf-8?q?not_encoded?=", "two  blanks", String(repeating: "long ", count: 60) + "end",
  String(repeating: "x", count: 300), "Ünï cödé " + String(repeating: "wörd ", count: 40) + "end", " leading",
  "family 👨‍👩‍👧‍👦", "tail ",
]) func everySubjectComesBack(_ subject: String) throws {
  let entity = try read(try letter(subject))
  #expect(entity.header.fields("subject").map(\.text) == [subject])
  let raw = entity.header.fields.flatMap(\.bytes)
  for line in raw.split(separator: 0x0A) { #expect(line.count <= 79 && line.allSatisfy { $0 < 0x80 }) }
}

@Test(arguments: ["a\nBcc: eve@example.org", "a\r\nb", "a\u{0}b", "\u{7F}"])
func noSubjectEndsItsLine(_ subject: String) throws {
  #expect(throws: MIMEError.self) { _ = try OutgoingMail(try letter(subject)) }
}

@Test(arguments: [
  "notes.txt", "Grüße.pdf", "a \"quoted\" name.bin", "日本語のとても長いファイル名がここにあります、続きます.png",
  String(repeating: "n", count: 200) + ".txt", "back\\slash", "100%.txt", "it's.txt", ".hidden", "a;b=c.zip",
]) func everyAttachmentComesBack(_ name: String) throws {
  var letter = try letter()
  let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
  letter.attachments = [
    try Attachment(name: name, contents: bytes), try Attachment(name: "empty", contents: []),
    try Attachment(name: "one", contents: [0xFF]), try Attachment(name: "two", contents: [1, 2]),
  ]
  let entity = try read(letter)
  #expect(entity.type.essence == "multipart/mixed" && entity.parts.count == 5)
  #expect(entity.parts[0].text == "Hi Bob,\r\n\r\nbye.\r\n")
  #expect(entity.parts.dropFirst().map(\.fileName) == [name, "empty", "one", "two"])
  #expect(entity.parts.dropFirst().map(\.content) == [bytes, [], [0xFF], [1, 2]])
  #expect(entity.parts.dropFirst().allSatisfy { $0.isAttachment })
  for line in entity.whole.split(separator: 0x0A) { #expect(line.count <= 79) }
}

@Test(arguments: ["", ".", "..", "a/b", "a\nb", String(repeating: "x", count: 256)])
func noAttachmentIsCalledSo(_ name: String) {
  #expect(throws: MIMEError.self) { _ = try Attachment(name: name, contents: []) }
}

@Test(arguments: [
  ("", "a@b.example"), ("Bob", "bob@example.org"), ("Bob Q. Example", "bob@example.org"),
  ("Müller, Jörg", "j@example.org"),
  ("a \"b\" \\c", "x@example.org"), ("日本 太郎", "taro@example.jp"), ("", "\"a b\"@example.org"), ("", "用户@例子.example"),
  ("x@y.example", "z@example.org"), (String(repeating: "Long Name ", count: 20) + "End", "l@example.org"),
  ("", "a@[IPv6:2001:db8::1]"),
]) func everyAddressComesBack(_ name: String, _ address: String) throws {
  let one = try MailAddress(name: name, address: address)
  let other = try MailAddress(name: "Other", address: "other@example.org")
  let field = HeaderField.addresses("To", [one, other, one])
  #expect(MailAddress.list(field.unfolded) == [one, other, one])
}

/// RFC 9788: what the header says is said again where the signature covers it.
@Test func aSignedMailRepeatsItsHeaderInside() throws {
  let mail = try OutgoingMail(try letter("Grüße"))
  let inside = try Entity(mail.entity(.signed))
  #expect(inside.type.parameters["hp"] == "clear" && inside.type.parameters["protected-headers"] == "v1")
  #expect(inside.header.fields.prefix(mail.fields.count) == mail.fields[...])
  #expect(inside.type.essence == "text/plain" && inside.text == "Hi Bob,\r\n\r\nbye.\r\n")
}

@Test func anEncryptedMailHidesItsSubject() throws {
  let mail = try OutgoingMail(try letter("secret plan"))
  let inside = try Entity(mail.entity(.encrypted))
  #expect(inside.type.parameters["hp"] == "cipher")
  #expect(inside.header.fields("subject").map(\.text) == ["secret plan"])
  #expect(inside.header.fields("hp-outer").map(\.text).contains("Subject: [...]"))
  let message = mail.message(around: Array("Content-Type: application/pkcs7-mime\r\n\r\n".utf8), .encrypted)
  #expect(!String(decoding: message, as: UTF8.self).contains("secret"))
}
