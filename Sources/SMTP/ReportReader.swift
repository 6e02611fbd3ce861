/// Finds in a delivery notification (RFC 3464) which message it is about: the Message-ID fields of what it returns.
public struct ReportReader: Sendable {
  /// How much of a notification is looked at, in bytes.
  public static let maximumBytes = 1 << 20
  /// The most identifiers that are kept.
  public static let maximumIdentifiers = 16
  /// The longest line that is looked at, in bytes.
  public static let maximumLine = 1024

  /// The identifiers so far, with their angle brackets.
  public private(set) var identifiers: [String] = []
  private var line: [UInt8] = []
  private var seen = 0
  /// The field's name stood alone on its line.
  private var awaitsValue = false
  /// Within the part that has the message, or its header.
  private var isInReturned = false

  /// Of nothing yet.
  public init() {}

  /// Looks at the next piece of the body.
  public mutating func watch(_ piece: ArraySlice<UInt8>) {
    for byte in piece {
      seen += 1
      guard seen <= ReportReader.maximumBytes else { return }
      if byte == lineFeed {
        look()
        line = []
      } else if line.count < ReportReader.maximumLine {
        line.append(byte)
      }
    }
  }

  private mutating func look() {
    if line.starts(with: Array("--".utf8)) { isInReturned = false }
    if ReportReader.beginsReturned(line) { isInReturned = true }
    guard isInReturned else { return }
    var scanner = Scanner(line[...])
    let name = Array("message-id:".utf8)
    if lowercased(line.prefix(name.count)) == name {
      scanner.drop(name.count)
    } else if !(awaitsValue && (line.first == space || line.first == tab)) {
      awaitsValue = false
      return
    }
    awaitsValue = false
    guard let identifier = MessageID.first(in: scanner.rest) else {
      scanner.skipSpace()
      awaitsValue = scanner.isAtEnd || scanner.next == carriageReturn
      return
    }
    if identifiers.count < ReportReader.maximumIdentifiers { identifiers.append(identifier) }
  }

  /// Whether a line says that a part is a message, or the header of one (RFC 6522 §3, RFC 6533 §5).
  private static func beginsReturned(_ line: [UInt8]) -> Bool {
    let words = lowercased(line).split { $0 == space || $0 == tab || $0 == UInt8(ascii: ";") || $0 == carriageReturn }
    guard words.count > 1, words[0].elementsEqual("content-type:".utf8) else { return false }
    return ["message/rfc822", "message/global", "message/global-headers", "text/rfc822-headers"].contains {
      words[1].elementsEqual($0.utf8)
    }
  }
}

/// What names a message (RFC 5322 §3.6.4).
public enum MessageID {
  /// The longest that is known, in bytes with its brackets.
  public static let maximumBytes = 512

  /// The first one in a field's body, with its angle brackets; nil where there is none, or it is too long.
  public static func first(in body: ArraySlice<UInt8>) -> String? {
    guard let start = body.firstIndex(of: UInt8(ascii: "<")),
      let end = body[start...].firstIndex(of: UInt8(ascii: ">")), end - start < maximumBytes
    else { return nil }
    let text = body[start...end]
    guard text.count > 2, text.allSatisfy({ $0 > space && $0 != 0x7f }) else { return nil }
    return String(validating: text, as: UTF8.self)
  }
}
