/// What has become of a message that was sent.
public enum Fate: Equatable, Sendable {
  /// In out/.
  case waits
  /// The peer's node has it.
  case sent
  /// So says the peer.
  case delivered
  /// So says the peer.
  case read
  /// Refused for good, and why; fit for a terminal.
  case failed(String)

  /// One word, and what is to be said beside it.
  public var text: String {
    switch self {
    case .waits: "waiting"
    case .sent: "sent"
    case .delivered: "delivered"
    case .read: "read"
    case .failed(let reason): reason.isEmpty ? "failed" : "failed: \(reason)"
    }
  }

  fileprivate var order: Int {
    switch self {
    case .waits: 0
    case .sent: 1
    case .delivered: 2
    case .read: 3
    case .failed: 4
    }
  }
}

/// The marks of own messages, by the numbers that these have on the screen: what is known, and what is to be shown.
public struct Marks: Sendable {
  private var fates: [Int: Fate] = [:]
  private var news: [Int: Fate] = [:]

  /// None.
  public init() {}

  /// What is known of a message; nil for none of that number.
  public subscript(number: Int) -> Fate? { fates[number] }

  /// A message is shown with its fate.
  public mutating func begin(_ number: Int, _ fate: Fate) { fates[number] = fate }

  /// Something was heard of it. What says less than what is known is nothing new.
  public mutating func hear(_ number: Int, _ fate: Fate) {
    guard let known = fates[number], fate.order > known.order else { return }
    fates[number] = fate
    news[number] = fate
  }

  /// What is known of a message is to be shown again.
  public mutating func `repeat`(_ number: Int) { news[number] = fates[number] }

  /// What is to be shown now.
  public mutating func takeNews() -> [Int: Fate] {
    defer { news = [:] }
    return news
  }

  /// One line for several marks: `#1 #2 read, #3 sent`.
  public static func line(_ fates: [Int: Fate]) -> String {
    let kinds = fates.values.reduce(into: [Fate]()) { kinds, fate in if !kinds.contains(fate) { kinds.append(fate) } }
    return kinds.sorted { ($0.order, $0.text) < ($1.order, $1.text) }.map { kind in
      let numbers = fates.filter { $0.value == kind }.keys.sorted()
      return numbers.map { "#\($0)" }.joined(separator: " ") + " " + kind.text
    }.joined(separator: ", ")
  }
}
