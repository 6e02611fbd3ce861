/// What the sender of a message wants to be told (RFC 5438, 6.2).
public struct DispositionRequest: OptionSet, Hashable, Sendable {
  /// One bit for each.
  public let rawValue: UInt8

  /// Bits that stand for nothing are kept and never written.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// That it has arrived.
  public static let positiveDelivery = DispositionRequest(rawValue: 1)
  /// That it cannot arrive.
  public static let negativeDelivery = DispositionRequest(rawValue: 2)
  /// What those on its way did with it.
  public static let processing = DispositionRequest(rawValue: 4)
  /// That it was shown to somebody.
  public static let display = DispositionRequest(rawValue: 8)

  private static let words: [(DispositionRequest, String)] = [
    (.positiveDelivery, "positive-delivery"), (.negativeDelivery, "negative-delivery"), (.processing, "processing"),
    (.display, "display"),
  ]

  /// Reads a list with commas. Words that it does not know and parameters are passed over.
  init(parsing value: String) {
    self = []
    for item in value.split(separator: ",") {
      let word = item.prefix { $0 != ";" }.trimmed
      if let known = Self.words.first(where: { $0.1 == word }) { insert(known.0) }
    }
  }
}

extension DispositionRequest: CustomStringConvertible {
  /// As it is written in a header.
  public var description: String { Self.words.filter { contains($0.0) }.map(\.1).joined(separator: ", ") }
}

/// What became of a message (RFC 5438).
public enum Disposition: String, CaseIterable, Sendable {
  case delivered, failed
  case displayed
  case processed, stored
  /// Whoever got the message does not say.
  case forbidden
  /// Whoever got the message does not know.
  case error

  /// What a notification is about.
  public enum Kind: String, CaseIterable, Sendable {
    case delivery, processing, display

    /// What such a notification can say.
    public var dispositions: Set<Disposition> {
      switch self {
      case .delivery: [.delivered, .failed, .forbidden, .error]
      case .processing: [.processed, .stored, .forbidden, .error]
      case .display: [.displayed, .forbidden, .error]
      }
    }
  }
}
