/// Why a server does not do what a command asks, as it says it.
public struct Refusal: Error, Equatable, Sendable {
  /// The answer, 4xx or 5xx.
  public let reply: Reply
  /// The connection cannot go on after it: where the next command begins is not known, or the peer is no mail program.
  public let endsConnection: Bool

  /// An answer.
  public init(_ code: Int, _ status: EnhancedStatus, _ text: String, endsConnection: Bool = false) {
    reply = Reply(code, status, text)
    self.endsConnection = endsConnection
  }

  static func syntax(_ text: String) -> Refusal { Refusal(501, EnhancedStatus(5, 5, 4), text) }
}
