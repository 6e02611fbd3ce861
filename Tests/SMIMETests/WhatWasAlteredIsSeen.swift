import Foundation
import MIME
import SMIME
import TLS
import TestSupport
import Testing

@Test func alteredTextIsSeen() throws {
  let mail = try signed(try letter("pay 100 to Carol\n"), by: People.alice)
  let read = try Reader().read(try replacing(mail, "pay 100 to Carol", "pay 900 to Carol"))
  #expect(read.code == 1 && read.says("verdict: BAD: it was altered after it was signed"), "\(read)")
}

@Test(arguments: [("Subject: hello", "Subject: hullo"), ("bob@example.org", "eve@example.org")])
func anAlteredHeaderIsSeen(_ old: String, _ new: String) throws {
  let mail = String(decoding: try signed(try letter(subject: "hello"), by: People.alice), as: UTF8.self)
  // The outer one is the first.
  guard let place = mail.range(of: old) else { throw TestFailure("no \(old)") }
  let read = try Reader().read(Array(mail.replacingCharacters(in: place, with: new).utf8))
  #expect(
    read.says("is not outside what it is inside") && read.says("subject: hello") && read.says("to: bob@example.org"))
  // What people go by is what the signature covers.
  #expect(read.code == 0, "\(read)")
}

@Test func anAlteredAuthorIsNoSigner() throws {
  let mail = String(decoding: try signed(try letter(), by: People.alice), as: UTF8.self)
  guard let place = mail.range(of: "alice@example.org") else { throw TestFailure("no author") }
  let read = try Reader().read(Array(mail.replacingCharacters(in: place, with: "eve@example.org").utf8))
  #expect(read.code == 1 && read.says("From: is not what the signature covers"), "\(read)")
}

@Test func aSignatureOfAnotherMailIsSeen() throws {
  let one = String(decoding: try signed(try letter("one\n"), by: People.alice), as: UTF8.self)
  let other = String(decoding: try signed(try letter("other\n"), by: People.alice), as: UTF8.self)
  func signature(_ text: String) throws -> Substring {
    guard let start = text.range(of: "smime.p7s\"\r\n\r\n"),
      let end = text.range(of: "\r\n\r\n--", range: start.upperBound..<text.endIndex)
    else { throw TestFailure("no signature") }
    return text[start.upperBound..<end.lowerBound]
  }
  let read = try Reader().read(try replacing(Array(one.utf8), String(try signature(one)), String(try signature(other))))
  #expect(read.code == 1 && read.says("BAD: it was altered"), "\(read)")
}

@Test(arguments: ["", "AAAA", "MIIB", "not base64 !"]) func aSignatureThatIsNoneIsSaid(_ text: String) throws {
  let mail = message(
    """
    From: alice@example.org
    Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary=b

    --b
    Content-Type: text/plain

    unsigned
    --b
    Content-Type: application/pkcs7-signature
    Content-Transfer-Encoding: base64

    \(text)
    --b--

    """)
  let read = try Reader().read(mail)
  #expect(read.code == 1 && read.says("BAD: the signature cannot be read") && read.says("unsigned"), "\(read)")
}

@Test func alteredCiphertextIsNotShown() throws {
  let mail = try letter("attack at dawn\n")
  let bob = try People.bob.der()
  let entity = try SMIMEMessage.encrypt(mail.entity(.encrypted), for: [bob])
  let reader = try Reader()
  for place in [0.3, 0.6, 0.9, 0.99] {
    let part = try Entity(entity)
    var der = part.content
    der[Int(Double(der.count - 1) * place)] ^= 1
    let head = String(decoding: entity.prefix(entity.count - part.header.body.count), as: UTF8.self)
    let altered = Array((head + Data(der).base64EncodedString(options: .lineLength76Characters) + "\r\n").utf8)
    let read = try reader.read(mail.message(around: altered, .encrypted))
    #expect(read.code == 1 && !read.output.contains("attack"), "\(read)")
  }
}

/// CBC lets whoever has the message alter it: only a signature inside tells.
@Test func alterableEncryptionIsSaid() throws {
  let read = try Reader().read(try encrypted(try letter(), by: nil, for: People.bob, .unauthenticated))
  #expect(read.code == 2 && read.says("alteration could not be noticed, and is not signed"), "\(read)")
}

@Test func anothersMailStaysClosed() throws {
  let read = try Reader().read(try encrypted(try letter("for Carol\n"), by: People.alice, for: People.rsaAlice))
  #expect(read.code == 1 && read.says("it is encrypted to other certificates than yours"), "\(read)")
  #expect(!read.output.contains("for Carol"))
}
