import SMTP

/// What a person writes to others.
public struct Letter: Sendable {
  /// Who writes.
  public var from: MailAddress
  /// To whom.
  public var to: [MailAddress]
  /// What it is about; one line.
  public var subject: String
  /// What it says, with any line ends.
  public var text: String
  /// What goes with it.
  public var attachments: [Attachment] = []
  /// When it was written, in seconds since 1970.
  public var date: Int64
  /// What it answers: Message-IDs with their brackets, the last one the one that is answered.
  public var references: [String] = []

  /// A letter without attachments.
  public init(from: MailAddress, to: [MailAddress], subject: String, text: String, date: Int64) {
    (self.from, self.to, self.subject, self.text, self.date) = (from, to, subject, text, date)
  }

  /// The fields that are no business of the content's; Message-ID is made here.
  func fields() throws(MIMEError) -> [HeaderField] {
    guard to.count <= MIMELimits.addresses else {
      throw .unfit("a mail goes to \(MIMELimits.addresses) addresses at most")
    }
    var fields = [
      try HeaderField.unstructured("Date", MailDate.text(date)), HeaderField.addresses("From", [from]),
    ]
    if !to.isEmpty { fields.append(HeaderField.addresses("To", to)) }
    fields.append(try HeaderField.unstructured("Subject", subject))
    fields.append(try HeaderField.words("Message-ID", [Letter.messageID(for: from.address, at: date)]))
    if let last = references.last {
      fields.append(try HeaderField.words("In-Reply-To", [last]))
      fields.append(try HeaderField.words("References", references))
    }
    return fields
  }

  /// A new Message-ID, unique by 128 random bits, with its brackets (RFC 5322, section 3.6.4).
  public static func messageID(for address: String, at seconds: Int64) -> String {
    let domain = address.utf8.lastIndex(of: UInt8(ascii: "@")).map { address[address.utf8.index(after: $0)...] } ?? ""
    let isPlain = !domain.isEmpty && domain.utf8.allSatisfy { $0 < 0x80 }
    let random =
      String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
    return "<\(seconds).\(random)@\(isPlain ? String(domain) : "peertls.invalid")>"
  }

  /// The content with the fields that describe it.
  func content() -> (fields: [HeaderField], body: [UInt8]) {
    let text = TextBody(Array(self.text.utf8))
    let words = ["text/plain;", "charset=utf-8;", "format=fixed"].map { Array($0.utf8) }
    let fields = [
      HeaderField.folded("Content-Type", words),
      HeaderField.folded("Content-Transfer-Encoding", [Array(text.encoding.utf8)]),
    ]
    guard !attachments.isEmpty else { return (fields, text.body) }
    let boundary = Letter.boundary()
    var body: [UInt8] = []
    let size = attachments.reduce(text.body.count) { $0 + $1.contents.count / 57 * 78 + 1000 }
    body.reserveCapacity(size)
    for (fields, content) in [(fields, text.body)] + attachments.map(\.part) {
      body += Array("--\(boundary)\r\n".utf8)
      for field in fields { body += field.bytes }
      body += [Byte.carriageReturn, Byte.lineFeed]
      body += content
      // The line end before a boundary is the boundary's.
      body += [Byte.carriageReturn, Byte.lineFeed]
    }
    body += Array("--\(boundary)--\r\n".utf8)
    let type = ["multipart/mixed;", "boundary=\"\(boundary)\""].map { Array($0.utf8) }
    return ([HeaderField.folded("Content-Type", type)], body)
  }

  /// `=_` is neither of quoted-printable nor of base64, and 128 random bits are in no other text.
  private static func boundary() -> String {
    "=_" + String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
  }
}
