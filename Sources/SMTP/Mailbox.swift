/// An e-mail address, `Local-part@Domain` (RFC 5321 §4.1.2, RFC 6531 §3.3), without brackets or a name.
public struct Mailbox: Hashable, Sendable, CustomStringConvertible {
  /// What stands before the @, without quotes and escapes. It has no control characters.
  public let localPart: String
  /// What stands behind it: a domain, or an address literal in its brackets.
  public let domain: String

  /// Reads the whole of a text.
  public init(_ text: String) throws(SMTPError) { try self.init(parsing: Array(text.utf8)[...]) }

  init(parsing bytes: ArraySlice<UInt8>) throws(SMTPError) {
    var scanner = Scanner(bytes)
    self = try Mailbox(&scanner)
    guard scanner.isAtEnd else { throw .malformed("address") }
  }

  /// Reads one from the front.
  init(_ scanner: inout Scanner) throws(SMTPError) {
    let before = scanner.rest.count
    let local = try Mailbox.localPart(&scanner)
    guard scanner.take("@") else { throw .malformed("address") }
    try self.init(local: local, domain: try Mailbox.domain(&scanner))
    guard before - scanner.rest.count <= SMTPLimits.mailbox else { throw .tooLong("address") }
  }

  /// An address of parts that were read.
  init(local: [UInt8], domain: ArraySlice<UInt8>) throws(SMTPError) {
    guard let local = String(validating: local, as: UTF8.self), let domain = String(validating: domain, as: UTF8.self),
      !Mailbox.hasControls(local), !Mailbox.hasControls(domain)
    else { throw .malformed("address") }
    (localPart, self.domain) = (local, domain)
  }

  /// As it is written, with quotes where they are needed.
  public var description: String {
    if isPlain { return "\(localPart)@\(domain)" }
    var quoted: [UInt8] = []
    for byte in localPart.utf8 {
      if byte == quote || byte == backslash { quoted.append(backslash) }
      quoted.append(byte)
    }
    return "\"\(String(decoding: quoted, as: UTF8.self))\"@\(domain)"
  }

  /// The local part needs no quotes: atoms with one dot between two.
  public var isPlain: Bool {
    localPart.utf8.split(separator: dot, omittingEmptySubsequences: false)
      .allSatisfy { !$0.isEmpty && $0.allSatisfy(isAtomText) }
  }

  /// The peer must offer SMTPUTF8 for it (RFC 6531).
  public var needsUTF8: Bool { description.utf8.contains { $0 >= 0x80 } }

  /// Whether both mean the same person: neither part is compared with regard to the case of ASCII letters, the domain as
  /// DNS has it, the local part because that is how people write it. A domain's two forms (RFC 5890) are the same.
  public func isSame(as other: Mailbox) -> Bool { normal.utf8.elementsEqual(other.normal.utf8) }

  /// The one form of all that mean the same person, to be compared byte for byte; no address to be written.
  public var normal: String {
    String(decoding: lowercased(localPart.utf8), as: UTF8.self) + "@" + DomainName.normal(domain)
  }

  /// The same without its detail: what stands from the first `+` (RFC 5233). Nil where it has none.
  public var withoutDetail: Mailbox? {
    guard let plus = localPart.firstIndex(of: "+"), plus > localPart.startIndex else { return nil }
    return Mailbox(localPart: String(localPart[..<plus]), domain: domain)
  }

  private init(localPart: String, domain: String) { (self.localPart, self.domain) = (localPart, domain) }

  /// Dot-string or Quoted-string.
  private static func localPart(_ scanner: inout Scanner) throws(SMTPError) -> [UInt8] {
    if scanner.next == quote { return try quotedLocalPart(&scanner) }
    let text = scanner.take { isAtomText($0) || $0 == dot }
    guard text.split(separator: dot, omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty }) else {
      throw .malformed("address")
    }
    return Array(text)
  }

  private static func quotedLocalPart(_ scanner: inout Scanner) throws(SMTPError) -> [UInt8] {
    scanner.drop(1)
    var bytes: [UInt8] = []
    while let byte = scanner.takeByte() {
      if byte == quote { return bytes }
      guard byte == backslash else {
        bytes.append(byte)
        continue
      }
      guard let escaped = scanner.takeByte(), escaped < 0x80 else { break }
      bytes.append(escaped)
    }
    throw .malformed("address")
  }

  private static func domain(_ scanner: inout Scanner) throws(SMTPError) -> ArraySlice<UInt8> {
    guard scanner.next == UInt8(ascii: "[") else {
      let name = scanner.take { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") || $0 == dot || $0 >= 0x80 }
      guard DomainName.isName(name) else { throw .malformed("domain") }
      return name
    }
    scanner.drop(1)
    let inside = scanner.take(while: isLiteralText)
    guard scanner.take("]"), !inside.isEmpty else { throw .malformed("address literal") }
    return [UInt8(ascii: "[")] + inside + [UInt8(ascii: "]")]
  }

  private static func hasControls(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}
