import SMTP

/// A mailbox with its owner's name (RFC 5322, section 3.4; RFC 6532).
public struct MailAddress: Hashable, Sendable {
  /// The owner's name; empty where there is none. Read from a header, any character may be in it.
  public let name: String
  /// LOCAL@DOMAIN; the local part is in quotes where it needs them.
  public let address: String

  private init(name: String, checked address: String) { (self.name, self.address) = (name, address) }

  /// One to be written. Throws where the address is none or too long, or the name has control characters.
  public init(name: String = "", address: String) throws(MIMEError) {
    guard let read = MailAddress.list(Array(address.utf8)), read.count == 1, read[0].name.isEmpty,
      read[0].address == address, !name.utf8.contains(where: Byte.isControl)
    else { throw .unfit("\"\(address)\" with the name \"\(name)\" is no e-mail address") }
    (self.name, self.address) = (name, address)
  }

  /// Whether both name the same mailbox: without regard to the case of ASCII letters, which is how people write addresses.
  public static func isSame(_ one: String, _ other: String) -> Bool {
    folded(one).utf8.elementsEqual(folded(other).utf8)
  }

  /// The address as `isSame` compares it, byte for byte.
  public static func folded(_ address: String) -> String { address.asciiLowercased }

  /// Every address of a field's value, those of groups as well; nil where it is not in order: then it names nobody, for
  /// another reader might see another address. Comments are passed over.
  public static func list(_ value: [UInt8]) -> [MailAddress]? {
    let entries = try? AddressList.entries(in: value[...], limit: MIMELimits.addresses)
    return entries?.map { entry in
      let words = entry.name.map { word in
        word.isQuoted ? String(decoding: word.text, as: UTF8.self) : EncodedWords.decode(word.text)
      }
      return MailAddress(name: words.joined(separator: " "), checked: entry.mailbox.description)
    }
  }

  /// As it is written, in words between which a line may end.
  var words: [[UInt8]] {
    let address = Array(self.address.utf8)
    guard !name.isEmpty else { return [address] }
    let parts = name.split(separator: " ", omittingEmptySubsequences: false).map { Array($0.utf8) }
    let brackets = [UInt8(ascii: "<")] + address + [UInt8(ascii: ">")]
    if name.utf8.contains(where: { $0 >= 0x80 }) || name.contains("=?") || parts.contains(where: { $0.count > 60 }) {
      return EncodedWords.encode(name) + [brackets]
    }
    if parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Byte.isAtom) }) { return parts + [brackets] }
    return [MailAddress.quoted(Array(name.utf8)), brackets]
  }

  fileprivate static func quoted(_ text: [UInt8]) -> [UInt8] {
    let inside = text.flatMap { $0 == Byte.quote || $0 == Byte.backslash ? [Byte.backslash, $0] : [$0] }
    return [Byte.quote] + inside + [Byte.quote]
  }
}

extension MailAddress: CustomStringConvertible {
  /// As it is written on one line, but for characters beyond ASCII, which stay as they are.
  public var description: String {
    if name.isEmpty { return address }
    let isAtoms = name.utf8.allSatisfy { Byte.isAtom($0) || $0 == Byte.space }
    let written = isAtoms ? name : String(decoding: MailAddress.quoted(Array(name.utf8)), as: UTF8.self)
    return "\(written) <\(address)>"
  }
}
