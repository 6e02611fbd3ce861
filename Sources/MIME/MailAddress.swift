/// A mailbox with its owner's name (RFC 5322, section 3.4; RFC 6532).
public struct MailAddress: Hashable, Sendable {
  /// The longest address, in bytes.
  public static let maximumBytes = 320

  /// The owner's name; empty where there is none. Read from a header, any character may be in it.
  public let name: String
  /// LOCAL@DOMAIN; the local part is in quotes where it needs them.
  public let address: String

  fileprivate init(name: String, checked address: String) { (self.name, self.address) = (name, address) }

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
    var reader = AddressReader(ValueReader(value))
    return reader.list()
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

private struct AddressReader {
  private var reader: ValueReader

  init(_ reader: ValueReader) { self.reader = reader }

  mutating func list() -> [MailAddress]? {
    var found: [MailAddress] = []
    var isInGroup = false
    while true {
      reader.skipSpace()
      if reader.isAtEnd { return isInGroup ? nil : found }
      if reader.take(UInt8(ascii: ",")) { continue }
      if isInGroup && reader.take(UInt8(ascii: ";")) {
        isInGroup = false
        continue
      }
      guard found.count < MIMELimits.addresses, let phrase = phrase() else { return nil }
      switch reader.next {
      case UInt8(ascii: ":") where !isInGroup && !phrase.isEmpty:
        _ = reader.take(UInt8(ascii: ":"))
        isInGroup = true
        continue
      case UInt8(ascii: "<"):
        guard let address = bracketed() else { return nil }
        let name = phrase.map { $0.isQuoted ? String(decoding: $0.text, as: UTF8.self) : EncodedWords.decode($0.text) }
        found.append(MailAddress(name: name.joined(separator: " "), checked: address))
      case UInt8(ascii: "@"):
        guard phrase.count == 1, let address = address(phrase[0]) else { return nil }
        found.append(MailAddress(name: "", checked: address))
      default: return nil
      }
      reader.skipSpace()
      guard reader.isAtEnd || reader.next == UInt8(ascii: ",") || (isInGroup && reader.next == UInt8(ascii: ";")) else {
        return nil
      }
    }
  }

  private typealias Word = (text: [UInt8], isQuoted: Bool)

  /// Words; runs of unquoted ones are one, so that encoded words among them are decoded together.
  private mutating func phrase() -> [Word]? {
    var words: [Word] = []
    while true {
      reader.skipSpace()
      if let text = reader.quoted() {
        words.append((text, true))
      } else if let text = reader.word({ Byte.isAtom($0) || $0 == UInt8(ascii: ".") }) {
        if let last = words.last, !last.isQuoted {
          words[words.count - 1].text += [Byte.space] + text
        } else {
          words.append((Array(text), false))
        }
      } else {
        return reader.next == Byte.quote ? nil : words
      }
    }
  }

  private mutating func bracketed() -> String? {
    guard reader.take(UInt8(ascii: "<")), let words = phrase(), words.count == 1, let address = address(words[0]) else {
      return nil
    }
    reader.skipSpace()
    return reader.take(UInt8(ascii: ">")) ? address : nil
  }

  /// What follows a local part.
  private mutating func address(_ local: Word) -> String? {
    guard reader.take(UInt8(ascii: "@")) else { return nil }
    reader.skipSpace()
    let domain: [UInt8]
    if reader.take(UInt8(ascii: "[")) {
      let literal = reader.word { $0 > 0x20 && $0 < 0x7F && !"[]\\".utf8.contains($0) }
      guard let literal, reader.take(UInt8(ascii: "]")) else { return nil }
      domain = [UInt8(ascii: "[")] + literal + [UInt8(ascii: "]")]
    } else {
      guard let name = reader.word({ Byte.isAtom($0) || $0 == UInt8(ascii: ".") }), isDotted(name) else {
        return nil
      }
      domain = Array(name)
    }
    let isPlain = isDotted(local.text)
    guard isPlain || local.isQuoted, !local.text.contains(where: Byte.isControl) else { return nil }
    let bytes = (isPlain ? local.text : MailAddress.quoted(local.text)) + [UInt8(ascii: "@")] + domain
    guard bytes.count <= MailAddress.maximumBytes else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Atoms with one dot between two.
  private func isDotted(_ text: some Collection<UInt8>) -> Bool {
    text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .allSatisfy { !$0.isEmpty && $0.allSatisfy(Byte.isAtom) }
  }
}
