import Handoff
import Testing

private let spaces = [UInt8](repeating: 0x20, count: 64)

@Test func aServersCertificateVerifyIsTakenApart() {
  for length in [32, 48] {
    let hash = (0..<UInt8(length)).map { $0 }
    let bytes = spaces + Array("TLS 1.3, server CertificateVerify".utf8) + [0] + hash
    #expect(SignedContent(bytes) == .certificateVerify(transcriptHash: hash))
    #expect(SignedContent(bytes)?.bytes == bytes)
  }
}

@Test func whatOnlyLooksLikeOneIsNone() {
  let hash = [UInt8](repeating: 1, count: 32)
  let head = spaces + Array("TLS 1.3, server CertificateVerify".utf8) + [0]
  for bytes in [
    spaces + Array("TLS 1.3, client CertificateVerify".utf8) + [0] + hash, head, head + hash.dropLast(),
    head + hash + [1], head + [UInt8](repeating: 1, count: 64), Array(head.dropFirst()) + hash, hash, [],
  ] { #expect(SignedContent(bytes) == nil) }
}

/// A caller chooses one random, and a session that was taken over both: neither makes what is signed something else.
@Test func noKeyExchangeIsAnythingElse() throws {
  let (random, server) = (
    [UInt8](repeating: 0x20, count: 32), [UInt8](repeating: 0x20, count: 24) + Array("DOWNGRD".utf8) + [1]
  )
  let groups: [(UInt16, Int)] = [(29, 32), (23, 65), (24, 97)]
  for (group, length) in groups {
    let point = [UInt8](repeating: 0x20, count: length)
    let exchange = try #require(
      SignedContent.KeyExchange(clientRandom: random, serverRandom: server, group: group, point: point))
    let bytes = SignedContent.serverKeyExchange(exchange).bytes
    #expect(SignedContent(bytes) == .serverKeyExchange(exchange))
    #expect(bytes.count == 68 + length && Array(bytes[64..<68]) == [3, 0, UInt8(group), UInt8(length)])
    // One value, whatever the form of its length: signed attributes of a mail, a certificate.
    let forms: [[UInt8]] = [
      bytes.count < 130 ? [UInt8(bytes.count - 2)] : [0x81, UInt8(bytes.count - 3)], [0x82, 0, UInt8(bytes.count - 4)],
      [0x84, 0, 0, 0, UInt8(bytes.count - 6)], [0x88, 0, 0, 0, 0, 0, 0, 0, UInt8(bytes.count - 10)], [0x80],
    ]
    // Others are random, and begin so by chance.
    for form: UInt8 in [0x7f, 0x81, 0x82, 0x85, 0xa0, 0xff] {
      let begun = [0x30, form] + [UInt8](repeating: 0x55, count: 30)
      #expect(
        SignedContent.KeyExchange(clientRandom: begun, serverRandom: server, group: group, point: point) != nil)
    }
    for (tag, form) in [UInt8(0x30), 0x31].flatMap({ tag in forms.map { (tag, $0) } }) {
      let head = [tag] + form
      let der = head + random.dropFirst(head.count)
      #expect(
        SignedContent.KeyExchange(clientRandom: der, serverRandom: server, group: group, point: point) == nil)
      #expect(SignedContent(der + bytes.dropFirst(32)) == nil)
    }
    #expect(
      SignedContent.KeyExchange(clientRandom: random, serverRandom: random, group: group, point: point) == nil)
  }
  #expect(
    SignedContent.KeyExchange(
      clientRandom: random, serverRandom: server, group: 25, point: [UInt8](repeating: 4, count: 133)) == nil)
}
