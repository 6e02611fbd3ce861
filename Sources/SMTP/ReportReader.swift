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
