import MIME
import Testing

private func mail(_ text: String) throws -> OutgoingMail { try OutgoingMail(message: Array(text.utf8)) }

@Test func whatSendmailIsGivenKeepsItsHeader() throws {
  var mail = try mail(
    "From a@b Fri Nov 27\nFrom: A <a@example.org>\nTo: b@example.org,\n c@example.org\nBcc: d@example.org\n"
      + "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\ngrüß\n")
  #expect(try mail.addresses("to").map(\.address) == ["b@example.org", "c@example.org"])
  #expect(try mail.addresses("bcc").map(\.address) == ["d@example.org"])
  #expect(!mail.needsUTF8)
  mail.remove("bcc")
  mail.set(try .unstructured("X-Test", "yes"))
  mail.set(try .words("Message-ID", ["<1@example.org>"]))
  #expect(
    String(decoding: mail.message(around: mail.entity(.none), .none), as: UTF8.self)
      == "From: A <a@example.org>\r\nTo: b@example.org,\r\n c@example.org\r\nX-Test: yes\r\nMessage-ID: <1@example.org>\r\n"
      + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\ngrüß\r\n"
  )
  #expect(
    String(decoding: mail.entity(.signed), as: UTF8.self).contains(
      "Content-Type: text/plain; charset=utf-8;\r\n protected-headers=\"v1\"; hp=\"clear\"\r\n"))
}

@Test func aMailWithoutATypeIsText() throws {
  let entity = try Entity(try mail("Subject: x\n\nhello").entity(.signed))
  #expect(entity.type.essence == "text/plain" && entity.type.parameters["hp"] == "clear")
  #expect(entity.text == "hello\r\n")
}

/// A program that lets line feeds out but not carriage returns must not let others write its header.
@Test(arguments: ["Subject: a\rBcc: eve@example.org\n\n", "no header at all\n\ntext\n", "", " folded\n\n"])
func whatIsNoHeaderIsRefused(_ text: String) {
  #expect(throws: MIMEError.self) { _ = try mail(text) }
}
