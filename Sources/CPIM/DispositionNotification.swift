/// A document that tells what became of a message: message/imdn+xml (RFC 5438).
public struct DispositionNotification: Hashable, Sendable {
  /// The media type of such a document.
  public static let mediaType = "message/imdn+xml"
  static let namespace = "urn:ietf:params:xml:ns:imdn"

  /// The Message-ID of the message that it is about.
  public let messageID: String
  /// The DateTime of that message.
  public let dateTime: Timestamp
  /// What became of it.
  public let disposition: Disposition
  /// What the notification is about: delivery, processing or display.
  public let kind: Disposition.Kind

  /// `kind` is needed only for `forbidden` and `error`, which can be said of each; where it does not fit it is ignored.
  public init(messageID: String, dateTime: Timestamp, disposition: Disposition, kind: Disposition.Kind = .delivery) {
    (self.messageID, self.dateTime, self.disposition) = (messageID, dateTime, disposition)
    let fitting = Disposition.Kind.allCases.first { $0.dispositions.contains(disposition) } ?? kind
    self.kind = kind.dispositions.contains(disposition) ? kind : fitting
  }

  /// Reads a document. Elements that it does not know are passed over. Throws `malformed`, also for a document type or
  /// an entity of its own, and `tooLarge` beyond `CPIMLimits`.
  public init(parsing bytes: some Collection<UInt8>) throws(CPIMError) {
    let document = try XMLDocument.read(Array(bytes))
    guard document.is("imdn", Self.namespace) else { throw .malformed("document is no imdn") }
    guard let messageID = document.child("message-id")?.text.trimmedXML else {
      throw .malformed("imdn without message-id")
    }
    try CPIMMessage.check(messageID: messageID)
    guard let dateTime = document.child("datetime").flatMap({ Timestamp(parsing: $0.text.trimmedXML) }) else {
      throw .malformed("imdn without datetime")
    }
    let told = Disposition.Kind.allCases.compactMap { kind -> (Disposition.Kind, Disposition)? in
      guard let status = document.child(kind.rawValue + "-notification")?.child("status") else { return nil }
      let words = kind.dispositions.filter { status.child($0.rawValue) != nil }
      return words.count == 1 ? words.first.map { (kind, $0) } : nil
    }
    guard told.count == 1, let (kind, disposition) = told.first else { throw .malformed("imdn without one status") }
    self.init(messageID: String(messageID), dateTime: dateTime, disposition: disposition, kind: kind)
  }

  /// The document.
  public func encode() -> [UInt8] {
    let about = kind.rawValue + "-notification"
    return Array(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <imdn xmlns="\(Self.namespace)">
      <message-id>\(XMLElement.escape(messageID))</message-id>
      <datetime>\(dateTime)</datetime>
      <\(about)><status><\(disposition.rawValue)/></status></\(about)>
      </imdn>

      """.utf8)
  }
}
