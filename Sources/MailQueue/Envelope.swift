import SMTP

/// From whom a message is, to whom it goes, and what the transport must know of it: the first lines of a queued file.
///
/// Lines `NAME: VALUE`, in UTF-8, each ended by a line feed; an empty line ends them, and the message follows. Version is
/// the first; From has nothing behind it for the null reverse-path (RFC 5321 §4.5.5).
public struct Envelope: Equatable, Sendable {
  /// The most bytes of these lines, with the empty one.
  public static let maximumBytes = 8192
  /// The longest contact's name, in bytes.
  public static let maximumContactBytes = 1024
  /// The longest Message-ID, with its brackets, in bytes.
  public static let maximumMessageIDBytes = 998

  /// What kind of lines the message has (RFC 6152, RFC 3030), as BODY= says it.
  public enum Body: String, Sendable, CaseIterable {
    /// Lines of ASCII.
    case sevenBit = "7BIT"
    /// Lines of any bytes.
    case eightBit = "8BITMIME"
  }

  /// Whom a failure is told; nil for a message that is itself a notification, of whose failure nobody is told.
  public var sender: Mailbox?
  /// Whom it goes to.
  public var recipient: Mailbox
  /// The contact that this is.
  public var contact: String
  /// The message's Message-ID, with its brackets.
  public var messageID: String
  /// Its lines.
  public var body: Body
  /// Its header, or an address, is not ASCII (RFC 6531).
  public var needsUTF8: Bool
  /// The sender is told when it fails (RFC 3461, NOTIFY=).
  public var reportsFailure: Bool

  /// An envelope.
  public init(
    sender: Mailbox?, recipient: Mailbox, contact: String, messageID: String, body: Body = .eightBit,
    needsUTF8: Bool = false, reportsFailure: Bool = true
  ) {
    (self.sender, self.recipient, self.contact, self.messageID) = (sender, recipient, contact, messageID)
    (self.body, self.needsUTF8, self.reportsFailure) = (body, needsUTF8, reportsFailure)
  }

  /// The lines; nil where a value does not fit into one, or is too long.
  public func encode() -> [UInt8]? {
    let fields = [
      ("Version", "1"), ("From", sender?.description ?? ""), ("To", recipient.description), ("Contact", contact),
      ("Message-ID", messageID), ("Body", body.rawValue), ("UTF8", needsUTF8 ? "yes" : "no"),
      ("Report", reportsFailure ? "yes" : "no"),
    ]
    guard contact.utf8.count <= Envelope.maximumContactBytes,
      messageID.utf8.count <= Envelope.maximumMessageIDBytes, !messageID.isEmpty
    else { return nil }
    return NoteFile.encode(fields).map { $0 + [UInt8(ascii: "\n")] }
  }

  /// Reads the lines at the front of a file, and says where the message begins; nil for what is no queued message.
  public static func read(_ file: ArraySlice<UInt8>) -> (envelope: Envelope, message: Int)? {
    let head = file.prefix(maximumBytes)
    var (start, end) = (head.startIndex, Int?.none)
    while let newline = head[start...].firstIndex(of: UInt8(ascii: "\n")) {
      if newline == start {
        end = newline
        break
      }
      start = newline + 1
    }
    guard let end, let fields = NoteFile.fields(head[..<end]), let envelope = Envelope(fields) else { return nil }
    return (envelope, end + 1)
  }

  private init?(_ fields: [String: String]) {
    guard fields["Version"] == "1", let from = fields["From"], let to = fields["To"], let contact = fields["Contact"],
      let id = fields["Message-ID"], !id.isEmpty, let body = fields["Body"].flatMap(Body.init(rawValue:)),
      let utf8 = fields["UTF8"], let report = fields["Report"], let recipient = try? Mailbox(to),
      contact.utf8.count <= Envelope.maximumContactBytes, id.utf8.count <= Envelope.maximumMessageIDBytes
    else { return nil }
    var sender: Mailbox?
    if !from.isEmpty {
      guard let mailbox = try? Mailbox(from) else { return nil }
      sender = mailbox
    }
    self.init(
      sender: sender, recipient: recipient, contact: contact, messageID: id, body: body, needsUTF8: utf8 == "yes",
      reportsFailure: report != "no")
  }
}
