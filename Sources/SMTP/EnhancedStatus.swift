/// An enhanced status code (RFC 3463), such as 5.7.1.
public struct EnhancedStatus: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// 2 for success, 4 for now, 5 for good.
  public let statusClass: Int
  /// What it is about: 1 addresses, 2 mailboxes, 3 the system, 4 routing, 5 the protocol, 6 contents, 7 security.
  public let subject: Int
  /// What about it.
  public let detail: Int

  /// Of its numbers.
  public init(_ statusClass: Int, _ subject: Int, _ detail: Int) {
    (self.statusClass, self.subject, self.detail) = (statusClass, subject, detail)
  }

  /// Reads `class "." subject "." detail`, each part of its one to three digits.
  public init?(_ text: some StringProtocol) {
    let parts = text.utf8.split(separator: dot, omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.count <= 3 ? number($0) : nil }
    guard parts.count == 3, numbers.count == 3, [2, 4, 5].contains(numbers[0]) else { return nil }
    self.init(numbers[0], numbers[1], numbers[2])
  }

  /// As it is written.
  public var description: String { "\(statusClass).\(subject).\(detail)" }
}
