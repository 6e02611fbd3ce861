/// What is sent byte by byte, without any library.
enum TLSBytes {
  /// A record (RFC 8446, section 5.1) of this type.
  static func record(_ type: UInt8, _ payload: [UInt8], version: [UInt8] = [3, 1], length: Int? = nil) -> [UInt8] {
    let length = length ?? payload.count
    return [type] + version + [UInt8(length >> 8 & 0xff), UInt8(length & 0xff)] + payload
  }

  /// A handshake message (section 4) of this type.
  static func handshake(_ type: UInt8, _ body: [UInt8], length: Int? = nil) -> [UInt8] {
    let length = length ?? body.count
    return [type, UInt8(length >> 16 & 0xff), UInt8(length >> 8 & 0xff), UInt8(length & 0xff)] + body
  }

  private static func vector16(_ body: [UInt8]) -> [UInt8] {
    [UInt8(body.count >> 8), UInt8(body.count & 0xff)] + body
  }

  private static func extensionBlock(_ type: UInt16, _ body: [UInt8]) -> [UInt8] {
    [UInt8(type >> 8), UInt8(type & 0xff)] + vector16(body)
  }

  /// The body of a ClientHello: TLS 1.3 with X25519, or only the versions given.
  static func helloBody(legacyVersion: [UInt8] = [3, 3], extensions more: [UInt8] = [], tls13: Bool = true) -> [UInt8] {
    var extensions = extensionBlock(10, vector16([0, 0x1d, 0, 0x17]))
    extensions += extensionBlock(13, vector16([4, 3, 5, 3, 8, 4, 8, 7]))
    if tls13 {
      extensions += extensionBlock(43, [2, 3, 4])
      let point: [UInt8] = [9] + [UInt8](repeating: 0, count: 31)
      extensions += extensionBlock(51, vector16([0, 0x1d] + vector16(point)))
    }
    extensions += more
    let ciphers: [UInt8] = [0x13, 1, 0x13, 2, 0xc0, 0x2b, 0xc0, 0x2f, 0, 0x2f]
    return legacyVersion + [UInt8](repeating: 0x5a, count: 32) + [0] + vector16(ciphers) + [1, 0] + vector16(extensions)
  }

  /// A ClientHello that a node answers.
  static let clientHello = record(22, handshake(1, helloBody()))
}
