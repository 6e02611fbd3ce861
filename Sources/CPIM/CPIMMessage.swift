/// A message/cpim (RFC 3862): headers about a message, and the message as MIME.
///
/// What is not understood is kept as it was, in its order. Setting never fails: a value beyond `CPIMLimits` is written,
/// and refused by whoever reads it. No value can end its header.
public struct CPIMMessage: Equatable, Sendable {
  /// The media type of such a message.
  public static let mediaType = "message/cpim"
  /// The namespace of what a node notes about a message while it keeps it; never for peers.
  public static let ownNamespace = "urn:peertls:chat"

  /// All but NS, which follows from the others.
  var headers: [Header]
  var part: Part

  /// Who sent it: what the message says, not what anybody proved.
  public var from: Party? {
    get { first(.core("From")).flatMap { Party(parsing: $0.rawValue) } }
    set { set(.core("From"), newValue?.value) }
  }

  /// Whom it is for; the first where there are several. Setting it replaces all.
  public var to: Party? {
    get { first(.core("To")).flatMap { Party(parsing: $0.rawValue) } }
    set { set(.core("To"), newValue?.value) }
  }

  /// When it was sent.
  public var dateTime: Timestamp? {
    get { first(.core("DateTime")).flatMap { Timestamp(parsing: $0.value) } }
    set { set(.core("DateTime"), newValue?.description) }
  }

  /// What it is about, in no language if it says so in several. Setting it replaces all.
  public var subject: String? {
    get {
      let subjects = headers.filter { $0.name.isSame(as: .core("Subject")) }
      return (subjects.first { $0.parameters.isEmpty } ?? subjects.first)?.value
    }
    set { set(.core("Subject"), newValue.map { Escapes.escape($0) }) }
  }

  /// What notifications name it by (RFC 5438): no spaces, no control characters.
  public var messageID: String? {
    get { first(.imdn("Message-ID"))?.value }
    set { set(.imdn("Message-ID"), newValue.map { Escapes.escape($0) }) }
  }

  /// What its sender wants to be told (RFC 5438).
  public var requestedNotifications: DispositionRequest {
    get {
      headers.filter { $0.name.isSame(as: .imdn("Disposition-Notification")) }
        .reduce(into: []) { $0.formUnion(DispositionRequest(parsing: $1.value)) }
    }
    set { set(.imdn("Disposition-Notification"), newValue.isEmpty ? nil : newValue.description) }
  }

  /// A header of the namespace `ownNamespace`; nil removes it. The name has letters, digits and hyphens.
  public subscript(own name: String) -> String? {
    get { first(.own(name))?.value }
    set {
      precondition(Namespaces.isName(name), "a header's name is a constant of the program")
      set(.own(name), newValue.map { Escapes.escape($0) })
    }
  }

  /// The message without headers of the namespace `ownNamespace`: for what a peer sent or is to get.
  public func removingOwnHeaders() -> CPIMMessage {
    var message = self
    message.headers.removeAll { $0.name.namespace == Self.ownNamespace }
    return message
  }

  /// The headers that the message may not be taken without (RFC 3862) and that mean nothing here, as it names
  /// them: printable ASCII.
  public var requiredButNotUnderstood: [String] {
    headers.flatMap(\.required).filter { name in !Self.understood.contains { $0.isSame(as: name) } }.map(\.text)
  }

  private static let understood: [Header.Name] =
    ["From", "To", "cc", "DateTime", "Subject", "NS", "Require"].map { .core($0) }
    + ["Message-ID", "Disposition-Notification"].map { .imdn($0) }

  /// Whether it tells what became of another message; such a message must never be answered by a notification.
  public var isNotification: Bool {
    contentType.isSameMedia(as: .notification) || part.disposition == "notification"
  }

  /// Whether the content is what it is, without base64 or quoted-printable.
  public var isPlainlyEncoded: Bool { part.isPlainlyEncoded }

  /// What the content is; text/plain where nothing is said. Setting it forgets how the content was encoded.
  public var contentType: ContentType {
    get { part.contentType }
    set { part.contentType = newValue }
  }

  /// The message itself, of any bytes.
  public var content: [UInt8] {
    get { part.content }
    set { part.content = newValue }
  }

  /// The content of text/plain in UTF-8 or ASCII; nil for anything else, and where it is not what it says. It is as its
  /// sender wrote it: unfit for a terminal.
  public var text: String? {
    guard contentType.type == "text", contentType.subtype == "plain", isPlainlyEncoded else { return nil }
    switch contentType.charset {
    // Clients that state ASCII, or nothing, send UTF-8.
    case "utf-8", "us-ascii", nil: return String(validating: content, as: UTF8.self)
    default: return nil
    }
  }

  private func first(_ name: Header.Name) -> Header? { headers.first { $0.name.isSame(as: name) } }

  private mutating func set(_ name: Header.Name, _ value: String?) {
    let place = headers.firstIndex { $0.name.isSame(as: name) }
    headers.removeAll { $0.name.isSame(as: name) }
    if let value { headers.insert(Header(name, value: value), at: place ?? headers.endIndex) }
  }
}
