/// One structured record about one event.
public struct Record: Equatable, Sendable {
  /// The longest value, in bytes; what is longer is cut between characters and ends in `…`.
  public static let maximumValueBytes = 1024
  /// The longest record in the journal's form, in bytes: it always fits one datagram.
  public static let maximumNativeBytes = 16 * 1024
  /// The longest record in the line's form, in bytes with its newline: PIPE_BUF, so that it is written whole.
  public static let maximumLineBytes = 4096

  /// The identifiers of the programs that send records.
  public static let senders: Set<String> = ["peertlsd", "peertls-session"]

  /// What happened.
  public let event: Event
  /// How urgent it is.
  public let priority: Priority
  /// One line for people.
  public let message: String
  private(set) var values: [Field: String] = [:]

  /// A record without fields but for its event.
  public init(_ event: Event, priority: Priority, message: String) {
    self.event = event
    self.priority = priority
    self.message = message
  }

  /// A field's value, nil if it has none. `.event` is always the record's own; setting it changes nothing.
  public subscript(field: Field) -> String? {
    get { field == .event ? event.rawValue : values[field] }
    set { if field != .event { values[field] = newValue } }
  }

  /// The fields that have a value, in the order of their declaration.
  var present: [(field: Field, value: String)] {
    Field.allCases.compactMap { field in self[field].map { (field, $0) } }
  }

  /// Encodes with the longest cut of the values at which the whole is within `limit`.
  func fitting(_ limit: Int, _ encode: (_ cut: Int) -> [UInt8]) -> [UInt8] {
    var cut = Self.maximumValueBytes
    var encoded = encode(cut)
    while encoded.count > limit && cut > 8 {
      cut /= 2
      encoded = encode(cut)
    }
    return encoded
  }
}

extension String {
  /// At most `limit` bytes (8 or more), cut between characters and then ending in `…`.
  func cut(_ limit: Int) -> String {
    guard utf8.count > limit else { return self }
    var end = utf8.index(startIndex, offsetBy: limit - 3)
    while utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
    return self[..<end] + "…"
  }
}
