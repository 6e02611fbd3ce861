/// A mail on its way out: fields for its header, and the content with the fields that describe that. A signature covers the
/// content alone, so what the header says is repeated there (RFC 9788).
///
///     let mail = try OutgoingMail(letter)
///     let signed = try SMIMEMessage.sign(mail.entity(.signed), by: credentials)
///     let message = mail.message(around: signed, .signed)
public struct OutgoingMail: Sendable {
  /// What becomes of the header's fields where the content is signed or encrypted.
  public enum Protection: Sendable {
    /// The content is neither.
    case none
    /// They are repeated in the content.
    case signed
    /// They are repeated in the content, and the subject stands only there.
    case encrypted
  }

  /// What stands outside in place of an encrypted mail's subject (RFC 9788, section 3.2.1).
  public static let hiddenSubject = "[...]"

  /// The header's fields, without those of the content and MIME-Version.
  public private(set) var fields: [HeaderField]
  private(set) var contentFields: [HeaderField]
  let body: [UInt8]

  /// A mail that a person writes. Throws where a text cannot be a header's, or is too long for one.
  public init(_ letter: Letter) throws(MIMEError) {
    fields = try letter.fields()
    (contentFields, body) = letter.content()
    try checkHeader()
    guard body.count <= MIMELimits.messageBytes else { throw .tooLarge("the mail is too large") }
  }

  /// A message as another program has made it, with any line ends; a mailbox's `From ` line before it is passed over.
  /// Throws where it has no header, goes beyond a limit, or has a carriage return amid a line of its header.
  public init(message: [UInt8]) throws(MIMEError) {
    guard message.count <= MIMELimits.messageBytes else { throw .tooLarge("the mail is too large") }
    var whole = message[...]
    if whole.starts(with: Array("From ".utf8)) { whole = whole.drop { $0 != Byte.lineFeed }.dropFirst() }
    for field in try HeaderSection(whole).fields where OutgoingMail.hasBareReturn(field.rawValue) {
      throw .malformed("\(field.name) has a carriage return amid a line")
    }
    let message = TextBody.canonical(Array(whole))
    let section = try HeaderSection(message[...])
    guard !section.fields.isEmpty, section.malformed == 0 else {
      throw .malformed("no mail: it does not begin with header fields")
    }
    fields = section.fields.filter { !OutgoingMail.isOfContent($0) && !$0.isNamed("mime-version") }
    contentFields = section.fields.filter(OutgoingMail.isOfContent)
    body = Array(section.body)
  }

  private static func hasBareReturn(_ value: [UInt8]) -> Bool {
    value.indices.contains { index in
      value[index] == Byte.carriageReturn && index + 1 < value.count && value[index + 1] != Byte.lineFeed
    }
  }

  /// Content-Length is none: it is a mailbox's word about its own file.
  private static func isOfContent(_ field: HeaderField) -> Bool {
    let name = field.name.asciiLowercased
    return name.hasPrefix("content-") && name != "content-length"
  }

  /// The fields with a name, which is given in lower case.
  public func fields(_ name: String) -> [HeaderField] { fields.filter { $0.isNamed(name) } }

  /// Every address in the fields with a name, which is given in lower case. Throws where one is not in order.
  public func addresses(_ name: String) throws(MIMEError) -> [MailAddress] {
    var all: [MailAddress] = []
    for field in fields(name) {
      guard let addresses = MailAddress.list(field.unfolded) else { throw .malformed("\(field.name) is not in order") }
      all += addresses
    }
    return all
  }

  /// Puts a field in place of those with its name, or at the end.
  public mutating func set(_ field: HeaderField) {
    let name = field.name.asciiLowercased
    let place = fields.firstIndex { $0.isNamed(name) }
    fields.removeAll { $0.isNamed(name) }
    fields.insert(field, at: min(place ?? fields.count, fields.count))
  }

  /// Takes away every field with a name, which is given in lower case: Bcc, above all.
  public mutating func remove(_ name: String) { fields.removeAll { $0.isNamed(name) } }

  /// Says that the body is text in UTF-8 where it is, goes beyond ASCII, and nothing says what it is: without a type it would
  /// be ASCII (RFC 2045, section 5.2), and readers would guess.
  public mutating func describeText() {
    guard !contentFields.contains(where: { $0.isNamed("content-type") }), body.contains(where: { $0 >= 0x80 }),
      String(validating: body, as: UTF8.self) != nil
    else { return }
    contentFields.insert(
      HeaderField.folded("Content-Type", [Array("text/plain;".utf8), Array("charset=utf-8".utf8)]), at: 0)
    guard !contentFields.contains(where: { $0.isNamed("content-transfer-encoding") }) else { return }
    contentFields.insert(HeaderField.folded("Content-Transfer-Encoding", [Array("8bit".utf8)]), at: 1)
  }

  /// Whether the header, or the content's, has characters beyond ASCII, for which the other side must offer SMTPUTF8
  /// (RFC 6531).
  public var needsUTF8: Bool { (fields + contentFields).contains { $0.rawValue.contains { $0 >= 0x80 } } }
}
