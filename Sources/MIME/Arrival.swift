/// Who brought a mail, as peertls-smtp(8) has written it above what the peer sent (RFC 8601). Believe it only of files that
/// peertls-smtp has made: anybody can write such a line.
public struct Arrival: Equatable, Sendable {
  /// SHA-256 of the certificate that connected, in lower-case hexadecimal.
  public let certificate: String
  /// SHA-256 of its key.
  public let key: String
  /// The anchor that vouched for it; nil where it was known by its key.
  public let anchor: String?

  /// From a message's own header; nil where nothing like it stands before the first Received field, for what stands below
  /// is the peer's.
  public init?(_ header: HeaderSection) {
    let own = header.fields.prefix { !$0.isNamed("received") }
    guard let field = own.first(where: { $0.isNamed("authentication-results") }) else { return nil }
    let value = field.unfolded
    var reader = ValueReader(value)
    reader.skipSpace()
    guard reader.quoted() != nil || reader.word({ !Byte.isBlank($0) && $0 != UInt8(ascii: ";") }) != nil else {
      return nil
    }
    reader.skipSpace()
    guard reader.take(UInt8(ascii: ";")) else { return nil }
    var properties: [String: String] = [:]
    while true {
      reader.skipSpace()
      guard let name = reader.word({ Byte.isToken($0) }) else { break }
      guard reader.take(UInt8(ascii: "=")),
        let value = reader.quoted() ?? reader.word({ !Byte.isBlank($0) && $0 != UInt8(ascii: ";") }).map({ Array($0) })
      else { return nil }
      let place = String(decoding: name, as: UTF8.self)
      // Of authors there can be several; anything else that is there twice is not our writing.
      let before = properties.updateValue(String(decoding: value, as: UTF8.self), forKey: place)
      guard before == nil || place == "header.from" else { return nil }
    }
    guard reader.isAtEnd, properties["x-peertls"] == "pass", let certificate = properties["policy.x-cert"],
      let key = properties["policy.x-key"], Arrival.isHash(certificate), Arrival.isHash(key)
    else { return nil }
    (self.certificate, self.key, anchor) = (certificate, key, properties["policy.x-anchor"])
  }

  private static func isHash(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { Byte.value(ofDigit: $0) != nil && !(0x41...0x46).contains($0) }
  }
}
