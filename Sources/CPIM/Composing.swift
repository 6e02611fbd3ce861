/// A document that tells whether somebody is writing: application/im-iscomposing+xml (RFC 3994).
public struct Composing: Hashable, Sendable {
  /// The media type of such a document.
  public static let mediaType = "application/im-iscomposing+xml"
  static let namespace = "urn:ietf:params:xml:ns:im-iscomposing"

  /// Seconds that a state may be said to hold.
  public static let refreshRange = 60...3600
  /// What holds where a document does not say (RFC 3994).
  public static let defaultRefresh = 120

  /// Whether somebody is writing.
  public enum State: String, CaseIterable, Sendable {
    case active, idle
  }

  /// What they are doing.
  public let state: State
  /// Seconds after which an active state that was not told again is idle; within `refreshRange`.
  public let refresh: Int
  /// What is being written; nil where it is not said.
  public let contentType: ContentType?
  /// When there was something written last; nil where it is not said.
  public let lastActive: Timestamp?

  /// Seconds outside `refreshRange` become its nearest bound.
  public init(
    _ state: State, refresh: Int = defaultRefresh, contentType: ContentType? = nil, lastActive: Timestamp? = nil
  ) {
    self.state = state
    self.refresh = min(max(refresh, Self.refreshRange.lowerBound), Self.refreshRange.upperBound)
    (self.contentType, self.lastActive) = (contentType, lastActive)
  }

  /// Reads a document. A state that it does not know is idle; elements that it does not know are passed over. Throws
  /// `malformed`, also for a document type or an entity of its own, and `tooLarge` beyond `CPIMLimits`.
  public init(parsing bytes: some Collection<UInt8>) throws(CPIMError) {
    let document = try XMLDocument.read(Array(bytes))
    guard document.is("isComposing", Self.namespace) else { throw .malformed("document is no isComposing") }
    guard let state = document.child("state")?.text.trimmedXML else { throw .malformed("isComposing without state") }
    var refresh = Self.defaultRefresh
    if let text = document.child("refresh")?.text.trimmedXML {
      guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        throw .malformed("refresh is no number")
      }
      refresh = Int(text) ?? .max
    }
    let contentType = document.child("contenttype").map { ContentType(parsing: $0.text.trimmedXML) }
    if case .some(nil) = contentType { throw .malformed("contenttype is none") }
    let lastActive = document.child("lastactive").map { Timestamp(parsing: $0.text.trimmedXML) }
    if case .some(nil) = lastActive { throw .malformed("lastactive is no date and time") }
    self.init(
      State(rawValue: String(state)) ?? .idle, refresh: refresh, contentType: contentType ?? nil,
      lastActive: lastActive ?? nil)
  }

  /// The document.
  public func encode() -> [UInt8] {
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#, #"<isComposing xmlns="\#(Self.namespace)">"#,
      "<state>\(state.rawValue)</state>",
    ]
    if let lastActive { lines.append("<lastactive>\(lastActive)</lastactive>") }
    if let contentType { lines.append("<contenttype>\(XMLElement.escape(contentType.description))</contenttype>") }
    lines += ["<refresh>\(refresh)</refresh>", "</isComposing>", ""]
    return Array(lines.joined(separator: "\n").utf8)
  }
}
